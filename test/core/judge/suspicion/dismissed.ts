import fc from 'fast-check';
import t from 'tap';
import { afterDismissal } from '../../../../services/core/judge/suspicion/dismissed.ts';

t.test('a wild night counts with what its fresh runs say', async (t) => {
  t.equal(afterDismissal(8, [0.1, -0.2]), 0.1);
  t.equal(afterDismissal(8, [0.1, -0.2, 0.3]), 0.2);
  t.equal(afterDismissal(8, []), 8, 'nothing says otherwise');
  t.equal(afterDismissal(0, [0.1, 50]), 0.1, 'nor does one wild run decide');
});

t.test('lies between the smallest and the largest, whatever the order of the runs, and moves with them', async () => {
  const value = fc.integer({ min: -100, max: 100 });
  fc.assert(
    fc.property(value, fc.array(value, { maxLength: 12 }), value, (night, fresh, move) => {
      const found = afterDismissal(night, fresh);
      const moved = afterDismissal(
        night + move,
        fresh.map((run) => run + move),
      );
      return (
        found >= Math.min(night, ...fresh) &&
        found <= Math.max(night, ...fresh) &&
        found === afterDismissal(night, [...fresh].reverse()) &&
        moved === found + move
      );
    }),
  );
});
