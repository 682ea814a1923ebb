import t from 'tap';
import { Value } from 'typebox/value';
import { NightPlan } from '../../../services/core/model/api/night.ts';
import { viewPlan } from '../../../services/core/planning/dry-run.ts';
import { planNight } from '../../../services/core/planning/night.ts';
import { CONTENT, catalogOf, countingIds, manifest, NIGHTLY, pinFileOf, pinsOf } from '../../support/planning.ts';

t.test('a plan is shown with its runs and its problems', async (t) => {
  const [a, b] = [manifest('a', { seeds: [1, 2] }), manifest('b')] as const;
  const plan = planNight({
    catalog: catalogOf(a, b),
    pinFile: pinFileOf(pinsOf(a)),
    contents: new Map([['a', CONTENT]]),
    project: 'default',
    schedule: NIGHTLY,
    instant: new Date('2026-11-24T02:30:00Z'),
    now: new Date('2026-11-24T02:30:00Z'),
    ids: countingIds(),
  });
  const view = viewPlan(plan, false);
  t.ok(Value.Check(NightPlan, view), 'it is what the API promises');
  t.strictSame(view, {
    night: plan.night,
    planned: false,
    runs: [
      { id: 'run_00000002', benchmark: 'a', platform: 'cpu-x86_64', seed: 1 },
      { id: 'run_00000003', benchmark: 'a', platform: 'cpu-x86_64', seed: 2 },
    ],
    problems: [{ benchmark: 'b', platform: 'cpu-x86_64', reason: 'not-pinned: the pin file has no entry for it' }],
  });
});
