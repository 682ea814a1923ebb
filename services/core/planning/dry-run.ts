import type { NightPlan as NightPlanView } from '../model/api/night.ts';
import type { NightPlan } from './night.ts';

/**
 * A plan as people and the API see it; what `plumbline night --dry-run` prints.
 * @param planned whether it was stored: false for a dry run, and when that night was planned before.
 */
export function viewPlan({ night, runs, problems }: NightPlan, planned: boolean): NightPlanView {
  return {
    night: { ...night },
    planned,
    runs: runs.map(({ id, seed, pins }) => ({ id, benchmark: pins.benchmark, platform: pins.platform, seed })),
    problems: problems.map(({ benchmark, platform, code, message }) => ({
      benchmark,
      platform,
      reason: `${code}: ${message}`,
    })),
  };
}
