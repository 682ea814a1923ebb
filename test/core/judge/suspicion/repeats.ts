import fc from 'fast-check';
import t from 'tap';
import { withoutRepeats } from '../../../../services/core/judge/suspicion/repeats.ts';
import { settledOf } from '../../../support/settled.ts';

const kept = (values: readonly number[]) =>
  withoutRepeats(settledOf(values)).map(({ nightId }) => Number(nightId.slice(-2)));

t.test('one and the same number in a row counts once, as its first night', async (t) => {
  t.same(kept([1, 1, 1, 2, 2, 1]), [0, 3, 5]);
  t.same(kept([]), []);
  t.same(kept([1, 1 + Number.EPSILON]), [0, 1], 'the last bit tells that the arithmetic changed');
});

t.test('what is kept has no repeats, begins with the first night, and loses no level', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }), (values) => {
      const nights = withoutRepeats(settledOf(values));
      t.equal(nights[0]?.value, values[0]);
      t.equal(nights.at(-1)?.value, values.at(-1));
      t.notOk(nights.some(({ value }, i) => value === nights[i + 1]?.value));
    }),
  );
});
