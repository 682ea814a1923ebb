import type { Clock, Ids, Log } from '../core/ports/base.ts';
import type { JobQueue } from '../core/ports/queue.ts';
import type { CatalogSource } from '../core/ports/sources.ts';
import type { Store } from '../core/ports/store.ts';

/** What the judge's loop works with. */
export interface JudgeDeps {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly catalog: CatalogSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly config: {
    readonly project: string;
    /** Bound on the pairs of one experiment. */
    readonly maxPairs: number;
    /** Share of a night's runs that its confirmations may cost; the judge's own default where it is not set. */
    readonly rerunShare?: number;
    /** Clean calibration runs that a band of this platform is made from. */
    readonly calibrationRuns: number;
    /** Values that must never reach an issue. */
    readonly secrets?: readonly string[];
  };
}

export const instantOf = (deps: Pick<JudgeDeps, 'clock'>): string => deps.clock.now().toISOString();
