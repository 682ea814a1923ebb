import type { NightPlan } from './night.ts';
import type { PlanProblem } from './problem.ts';

/** A plan as it is shown: one row for each benchmark and platform. */
export interface PlanRow {
  readonly benchmark: string;
  readonly platform: string;
  readonly seeds: readonly number[];
  readonly image: string;
  readonly dataset: string;
  /** The longest the row may take, in seconds, when every run uses up its time limit. */
  readonly limitSeconds: number;
}

export interface PlanView {
  readonly schedule: string;
  readonly instant: string;
  readonly deadline: string;
  readonly runs: number;
  readonly rows: readonly PlanRow[];
  readonly problems: readonly PlanProblem[];
}

/** What `plumbline night --dry-run` prints, as data; nothing of it was written anywhere. */
export function viewPlan({ night, runs, problems }: NightPlan): PlanView {
  const rows = new Map<string, PlanRow>();
  for (const { pins, seed, limits } of runs) {
    const key = `${pins.benchmark}\n${pins.platform}`;
    const row = rows.get(key);
    rows.set(key, {
      benchmark: pins.benchmark,
      platform: pins.platform,
      seeds: [...(row?.seeds ?? []), seed],
      image: pins.image.reference,
      dataset: `${pins.dataset.name} ${pins.dataset.version}`,
      limitSeconds: (row?.limitSeconds ?? 0) + limits.timeoutSeconds,
    });
  }
  return {
    schedule: night.schedule,
    instant: night.instant,
    deadline: night.deadline,
    runs: runs.length,
    rows: [...rows.values()],
    problems,
  };
}
