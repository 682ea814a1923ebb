import t from 'tap';
import { describeDates, describeShift } from '../../../services/core/judge/shift-wording.ts';
import { basisOf, dayOf } from '../../support/settled.ts';

const percent = { scale: 'positive', unit: 'examples/s' } as const;
const nats = { scale: 'real', unit: 'nats' } as const;

t.test('tonight alone, and several nights, with size, side, distance and date', async (t) => {
  const basis = basisOf({ recent: { count: 1, mean: Math.log(0.95), squares: 0 }, z: -3.23659 });
  t.equal(
    describeShift({ direction: 'below', basis }, [dayOf(0)], percent),
    'tonight is 5 % below the nights before (z −3.24), a change on 2026-03-01',
  );
  const several = basisOf({ recent: { count: 6, mean: 0.1234, squares: 0 }, nights: 6, z: 2.9 });
  t.equal(
    describeShift({ direction: 'above', basis: several }, [dayOf(0), dayOf(2)], nats),
    'the last 6 nights are 0.12 nats above the nights before (z 2.9), a change between 2026-03-01 and 2026-03-03 (90 % sure)',
  );
});

t.test('slow creep names the accepted level and no date, for it has none', async (t) => {
  const basis = basisOf({ rule: 'creep', recent: { count: 14, mean: 0.031, squares: 0 }, nights: 14, z: 3.4 });
  t.equal(
    describeShift({ direction: 'above', basis }, [dayOf(0), dayOf(13)], percent),
    'the mean of the last 14 nights crept 3.1 % above the accepted level (z 3.4)',
  );
});

t.test('the date of a change is a set: one day, a range, or nothing known', async (t) => {
  t.equal(describeDates([dayOf(4)]), 'on 2026-03-05');
  t.equal(describeDates([dayOf(4), dayOf(4.5)]), 'on 2026-03-05', 'two nights of one day');
  t.equal(describeDates([dayOf(1), dayOf(2), dayOf(4)]), 'between 2026-03-02 and 2026-03-05 (90 % sure)');
  t.equal(describeDates([]), 'of unknown date');
});
