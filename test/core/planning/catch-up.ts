import t from 'tap';
import type { Night } from '../../../services/core/model/night.ts';
import { decideCatchUp, decideTick } from '../../../services/core/planning/catch-up.ts';
import { NIGHTLY } from '../../support/planning.ts';

function night(instant: string, state: Night['state'] = 'judged', deadline = instant): Night {
  return {
    id: instant,
    project: 'default',
    schedule: 'nightly',
    instant,
    plannedAt: instant,
    deadline,
    state,
    note: '',
  };
}
const monday = night('2026-11-23T02:30:00.000Z');
const at = new Date('2026-11-24T02:30:00Z');
const tick = (change: object) => decideTick({ schedule: NIGHTLY, at, now: at, latest: monday, open: [], ...change });

t.test('a tick plans its night', async (t) => {
  t.strictSame(tick({}), { kind: 'plan', instant: at });
  t.strictSame(tick({ latest: null }), { kind: 'plan', instant: at });
});

t.test('a tick that comes again, or comes for an older night, plans nothing', async (t) => {
  t.match(tick({ latest: night('2026-11-24T02:30:00.000Z') }), { kind: 'none', reason: /2026-11-24T02:30/ });
  t.match(tick({ at: new Date('2026-11-20T02:30:00Z') }), { kind: 'none' });
});

t.test('while the night before is open tonight is skipped with the reason', async (t) => {
  const open = night(monday.instant, 'open', '2026-11-24T05:00:00.000Z');
  t.strictSame(tick({ open: [open] }), {
    kind: 'skip',
    instant: at,
    reason: 'the night of 2026-11-23T02:30:00.000Z was still open',
  });
  const overdue = night(monday.instant, 'open', '2026-11-24T02:00:00.000Z');
  t.match(tick({ open: [overdue] }), { kind: 'plan' }, 'past its deadline it only waits to be closed');
});

t.test('the second pass of a doubled hour is the night of the first', async (t) => {
  const schedule = { ...NIGHTLY, timeZone: 'Europe/Berlin' };
  const second = new Date('2026-10-25T01:30:00Z');
  t.match(decideTick({ schedule, at: second, now: second, latest: night('2026-10-25T00:30:00.000Z'), open: [] }), {
    kind: 'none',
  });
});

t.test('only the newest missed night is caught up', async (t) => {
  const now = new Date('2026-11-27T09:00:00Z');
  const catchUp = (latest: Night | null) => decideCatchUp({ schedule: NIGHTLY, now, latest, open: [] });
  t.strictSame(catchUp(monday), { kind: 'plan', instant: new Date('2026-11-27T02:30:00Z') });
  t.match(catchUp(night('2026-11-27T02:30:00.000Z', 'skipped')), { kind: 'none' });
  t.match(catchUp(null), { kind: 'none', reason: 'this schedule has not run yet' });
});
