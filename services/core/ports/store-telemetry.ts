import type { TelemetryBatch, TelemetryRow } from '../model/job.ts';

/** Part of a run's telemetry; `next` is the index from which the following part is read, null at the end. */
export interface TelemetryPart {
  readonly rows: readonly TelemetryRow[];
  readonly next: number | null;
}

/** How the machine stood while runs trained. */
export interface TelemetryStore {
  /**
   * Stores a batch once, whoever repeats it: what counts is its first index. LEASE_LOST when the fence is not the current
   * one, INPUT_INVALID past the bound of an attempt.
   */
  append(batch: TelemetryBatch): Promise<void>;
  /** Rows of the current attempt from index `from` on, at most `limit` of them; empty for a run without any. */
  read(runId: string, from: number, limit: number): Promise<TelemetryPart>;
}
