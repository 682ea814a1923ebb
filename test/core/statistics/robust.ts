import fc from 'fast-check';
import t from 'tap';
import { MAD_TO_DEVIATION, median, medianDistance } from '../../../services/core/statistics/moments.ts';
import { middle, pulledIn, robustLevel } from '../../../services/core/statistics/robust.ts';
import { normalNoise } from '../../support/judging.ts';
import { close, drawn, exactValue } from '../../support/nights.ts';

const levelOf = (values: readonly number[]) => robustLevel(Float64Array.from(values));
const some = fc.array(exactValue, { minLength: 1, maxLength: 40 });

t.test('known values', async (t) => {
  t.same(levelOf([5]), { median: 5, deviation: 0 });
  t.same(levelOf([1, 3, 10]), { median: 3, deviation: 2 * MAD_TO_DEVIATION }, 'distances 2, 0, 7');
  t.same(levelOf([10, 1, 3, 4]), { median: 3.5, deviation: 1.5 * MAD_TO_DEVIATION }, 'distances 0.5, 0.5, 2.5, 6.5');
  t.same(levelOf([2, 2, 2, 9]), { median: 2, deviation: 0 }, 'most are equal');
  t.equal(middle(Float64Array.of(1, 2, 6)), 2);
  t.equal(middle(Float64Array.of(1, 2, 6, 7)), 4);
  t.equal(pulledIn(3, 2), 2);
  t.equal(pulledIn(-3, 2), -2);
  t.equal(pulledIn(1.5, 2), 1.5);
  t.equal(pulledIn(1, 0), 0);
  t.equal(pulledIn(Number.NEGATIVE_INFINITY, 2), -2);
});

t.test('agrees with the plain median and median distance, in any order', async () => {
  fc.assert(
    fc.property(some, (values) => {
      const found = levelOf(values);
      const turned = levelOf([...values].reverse());
      return (
        found.median === median(values) &&
        close(found.deviation, MAD_TO_DEVIATION * medianDistance(values), 1e-12) &&
        found.median === turned.median &&
        found.deviation === turned.deviation
      );
    }),
  );
});

t.test('moves with the level, grows with the unit, mirrors', async () => {
  fc.assert(
    fc.property(some, fc.integer({ min: -50, max: 50 }), fc.constantFrom(-4, -1, 0.5, 2, 8), (values, b, a) => {
      const plain = levelOf(values);
      const moved = levelOf(values.map((value) => value * a + b));
      return moved.median === plain.median * a + b && moved.deviation === plain.deviation * Math.abs(a);
    }),
  );
});

t.test('fewer than half of the values, however wild, move it no further than the others reach', async () => {
  const wild = fc.constantFrom(1e12, -1e12, 1e300, -1e300);
  fc.assert(
    fc.property(
      fc.array(exactValue, { minLength: 3, maxLength: 20 }),
      fc.array(wild, { maxLength: 19 }),
      (good, bad) => {
        const found = levelOf([...good, ...bad.slice(0, good.length - 1)]);
        const [low, high] = [Math.min(...good), Math.max(...good)];
        return found.median >= low && found.median <= high && found.deviation <= MAD_TO_DEVIATION * (high - low);
      },
    ),
  );
});

t.test('is the mean and the deviation of normal noise', async (t) => {
  const noise = normalNoise(11);
  const { median: middle, deviation } = levelOf(drawn(20_000, () => 5 + 2 * noise()));
  t.ok(Math.abs(middle - 5) < 0.06 && Math.abs(deviation - 2) < 0.06, `${middle} ± ${deviation}`);
});
