import type { Instant } from '../model/base.ts';
import type { RunReport } from '../model/job.ts';
import type { PushedOrigin } from '../model/pushed.ts';
import type { Sample } from '../model/run.ts';
import type { NewRun } from './store-runs.ts';

/** A result that another system made, ready to be stored. */
export interface Push {
  /** What makes a second push of it the same one: its source's id, or its content. */
  readonly key: string;
  readonly origin: PushedOrigin;
  /** Without a night: the store finds it. */
  readonly run: NewRun;
  /** Its end, as a worker would report it. */
  readonly report: RunReport;
  readonly host: string;
  readonly samples: readonly Sample[];
  readonly log: string;
  readonly night: {
    /** Used if the night does not exist yet. */
    readonly id: string;
    readonly schedule: string;
    readonly instant: Instant;
    readonly deadline: Instant;
    /** When it closes if nothing else comes. */
    readonly quietUntil: Instant;
  };
}

export interface Taken {
  readonly runId: string;
  readonly nightId: string;
  /** It was stored before: nothing was written now. */
  readonly repeated: boolean;
}

/** Newest nights of a series that gave a valid point, newest first. */
export interface PushedSeries {
  readonly seriesId: string;
  readonly nights: readonly Instant[];
}

/** Results of other systems. */
export interface PushedStore {
  /**
   * Stores a result as an ended run, in one transaction, and keeps its night open a while longer. A night that has closed
   * is followed by another one, one millisecond later. IDEMPOTENCY_MISMATCH: another document has this key.
   */
  take(push: Push): Promise<Taken>;
  /** How a run came; null: Plumbline ran it. */
  origin(runId: string): Promise<PushedOrigin | null>;
  /** Series whose newest `limit` valid points all are of nights of `schedule`: nobody but other systems measures them. */
  series(project: string, schedule: string, limit: number): Promise<readonly PushedSeries[]>;
}
