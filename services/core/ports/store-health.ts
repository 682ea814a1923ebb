import type { Instant } from '../model/base.ts';

/** When a series was heard of; see judge/silence.ts. */
export interface SeriesSigns {
  /** Night of its newest valid point; null: it never had one. */
  readonly valid: Instant | null;
  /** Its first night, valid or not. */
  readonly first: Instant;
}

/** What is counted about the judging itself. */
export interface HealthStore {
  /** Signs of each series that has a point at all. */
  signs(seriesIds: readonly string[]): Promise<ReadonlyMap<string, SeriesSigns>>;
}
