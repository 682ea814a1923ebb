import type { SuspicionRow } from '../judge/health/tally.ts';
import type { Instant } from '../model/base.ts';

/** When a series was heard of; see judge/silence.ts. */
export interface SeriesSigns {
  /** Night of its newest valid point; null: it never had one. */
  readonly valid: Instant | null;
  /** Its first night, valid or not. */
  readonly first: Instant;
}

/** Runs of one benchmark on one platform that were started, and those among them that confirmed something. */
export interface CellRuns {
  readonly benchmark: string;
  readonly methodVersion: number;
  readonly platform: string;
  readonly runs: number;
  readonly reruns: number;
}

/** What is counted about the judging itself. */
export interface HealthStore {
  /** Signs of each series that has a point at all. */
  signs(seriesIds: readonly string[]): Promise<ReadonlyMap<string, SeriesSigns>>;
  /** Every series of every incident that was opened since, of the newest `limit` incidents. */
  suspicions(project: string, since: Instant, limit: number): Promise<readonly SuspicionRow[]>;
  /** Runs since, by benchmark and platform. */
  runs(project: string, since: Instant): Promise<readonly CellRuns[]>;
  /** Re-runs since in which a series was in question; runs that ask about several series count for each. */
  reruns(project: string, since: Instant): Promise<ReadonlyMap<string, number>>;
}
