import { sha256Hex } from '../../services/core/model/identity.ts';
import type { PushedResult } from '../../services/core/model/pushed.ts';
import { planPush } from '../../services/core/pushed/plan.ts';
import { catalogOf, countingIds } from './planning.ts';

/** A result of a benchmark that is in no catalog. */
export function aResult(change: Partial<PushedResult> = {}): PushedResult {
  return {
    schemaVersion: 1,
    benchmark: 'lab-digits',
    platform: 'laptop',
    seed: 1,
    host: 'laptop-a',
    startedAt: '2026-11-01T01:00:00.000Z',
    endedAt: '2026-11-01T02:00:00.000Z',
    outcome: 'measured',
    exitCode: 0,
    measurements: [{ metric: 'accuracy', value: 0.9 }],
    metrics: [
      { name: 'accuracy', kind: 'quality', unit: 'share', direction: 'higher', scale: 'rate', minEffect: 0.01 },
    ],
    source: { name: 'slurm', id: 'job-1' },
    ...change,
  };
}

/** Far from the ids that the builders give. */
const ids = countingIds(90_000_000);

/** The same, planned as the API plans it, at an instant. */
export function aPush(change: Partial<PushedResult> = {}, now = '2026-11-01T02:01:00.000Z') {
  const result = aResult(change);
  return planPush({
    ...{ result, digest: `sha256:${sha256Hex(JSON.stringify(result))}`, catalog: catalogOf(), pinFile: null },
    ...{ project: 'default', now: new Date(now), ids },
  });
}
