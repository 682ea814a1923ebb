import t from 'tap';
import { viewPlan } from '../../../services/core/planning/dry-run.ts';
import { planNight } from '../../../services/core/planning/night.ts';
import {
  CONTENT,
  catalogOf,
  countingIds,
  DIGEST,
  manifest,
  NIGHTLY,
  pinFileOf,
  pinsOf,
} from '../../support/planning.ts';

t.test('a plan is shown as one row for each benchmark and platform, with its problems', async (t) => {
  const [a, b, c] = [manifest('a'), manifest('b', { seeds: [5] }), manifest('c')] as const;
  const plan = planNight({
    catalog: catalogOf(a, b, c),
    pinFile: pinFileOf(pinsOf(a), pinsOf(b)),
    contents: new Map([['a', CONTENT]]),
    project: 'default',
    schedule: NIGHTLY,
    instant: new Date('2026-11-24T02:30:00Z'),
    now: new Date('2026-11-24T02:30:00Z'),
    ids: countingIds(),
  });
  const shared = { platform: 'cpu-x86_64', image: DIGEST, dataset: 'digits 1.0' };
  t.strictSame(viewPlan(plan), {
    schedule: 'nightly',
    instant: '2026-11-24T02:30:00.000Z',
    deadline: '2026-11-24T04:30:00.000Z',
    runs: 4,
    rows: [
      { ...shared, benchmark: 'a', seeds: [1, 2, 3], limitSeconds: 180 },
      { ...shared, benchmark: 'b', seeds: [5], limitSeconds: 60 },
    ],
    problems: [
      {
        code: 'not-pinned',
        benchmark: 'c',
        platform: 'cpu-x86_64',
        message: 'the pin file has no entry for it',
      },
    ],
  });
});
