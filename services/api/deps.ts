import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Needed, StoredToken } from '../core/model/access.ts';
import type { NightPlan } from '../core/model/api/night.ts';
import type { Schedule } from '../core/model/night.ts';
import type { SearchBudget } from '../core/model/search.ts';
import type { ContentReading } from '../core/planning/matrix.ts';
import type { Clock, Ids, Log } from '../core/ports/base.ts';
import type { JobQueue } from '../core/ports/queue.ts';
import type { CatalogSource, PinSource } from '../core/ports/sources.ts';
import type { Store } from '../core/ports/store.ts';

export interface ApiConfig {
  readonly project: string;
  /** Whether reads need a token too: false only for a service bound to loopback (DESIGN.md decision 18). */
  readonly readTokens: boolean;
  readonly version: string;
  /** Runs of a calibration when the caller names no number. */
  readonly calibrationRuns: number;
  /** Upper bound on pairs of an experiment that somebody asks for again. */
  readonly maxPairs: number;
  /** What a search by hand may cost where its request does not say; absent: core's own. */
  readonly searchBudget?: SearchBudget;
  /** Nightly schedules: what a series and a worker are expected by. */
  readonly schedules: readonly Schedule[];
}

/** Everything the API works with, handed in by composition. */
export interface ApiDeps {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly catalog: CatalogSource;
  readonly pins: PinSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly config: ApiConfig;
  /** Reads a benchmark's folder, so that a pin older than the files is refused; absent: pins are taken as they are. */
  readonly content?: (benchmark: string) => Promise<ContentReading | null>;
  /** Plans a night for now; `dryRun` only says what it would hold. The scheduler's work. */
  readonly planNow: (options: { readonly dryRun: boolean }) => Promise<NightPlan>;
  /** Tells the loops that something happened, so that they look before their next turn. */
  readonly wake?: () => void;
  /** Adds the pages: the dashboard's room, given the app. */
  readonly pages?: (app: App) => Promise<void>;
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What a route needs of its caller: `open` is outside authentication. */
export type Access = Needed | 'open';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Whether a token bound to a platform may call a read of it: it checks the platform itself or shows none. */
    bound?: boolean;
  }
  interface FastifyRequest {
    /** Null: an open read without a token. */
    caller: StoredToken | null;
  }
}
