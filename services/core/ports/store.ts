import type { StoredToken } from '../model/access.ts';
import type { Instant } from '../model/base.ts';
import type { ChannelResolution, ChannelState } from '../model/channel.ts';
import type { EnvironmentHalf, Host, Stack } from '../model/environment.ts';
import type { FactorChange } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Point, Series, SeriesKey, StoredBand, Verdict } from '../model/series.ts';
import type { Page } from './page.ts';
import type { CanaryStore } from './store-canaries.ts';
import type { HealthStore } from './store-health.ts';
import type { ImageStore } from './store-images.ts';
import type { ExperimentStore, IncidentStore, OutboxStore } from './store-incidents.ts';
import type { NightStore } from './store-nights.ts';
import type { PushedStore } from './store-pushed.ts';
import type { JobStore, RunStore } from './store-runs.ts';
import type { SearchStore } from './store-searches.ts';
import type { TelemetryStore } from './store-telemetry.ts';

/** Everything that is remembered. One implementation speaks PostgreSQL's SQL to PGlite or to a server. */
export interface Store {
  readonly runs: RunStore;
  readonly jobs: JobStore;
  readonly nights: NightStore;
  readonly series: SeriesStore;
  readonly environments: EnvironmentStore;
  readonly incidents: IncidentStore;
  readonly experiments: ExperimentStore;
  readonly searches: SearchStore;
  readonly outbox: OutboxStore;
  readonly tokens: TokenStore;
  readonly idempotency: IdempotencyStore;
  readonly hosts: HostStore;
  readonly canaries: CanaryStore;
  readonly health: HealthStore;
  readonly pushed: PushedStore;
  readonly telemetry: TelemetryStore;
  readonly channels: ChannelStore;
  readonly images: ImageStore;
  readonly maintenance: MaintenanceStore;
  close(): Promise<void>;
}

export interface SeriesStore {
  /** Finds or makes the series of a key and stores the newest definition. */
  ensure(key: SeriesKey, definition: Metric, newId: string): Promise<Series>;
  get(seriesId: string): Promise<Series | null>;
  list(project: string, filter?: { benchmark?: string; platform?: string }): Promise<readonly Series[]>;
  /** Band in force for each series that has one. */
  bands(seriesIds: readonly string[]): Promise<ReadonlyMap<string, StoredBand>>;
  /** Stores a band and retires the one before it, in one transaction. */
  putBand(band: StoredBand): Promise<void>;
  bandHistory(seriesId: string): Promise<readonly StoredBand[]>;
  /** Newest points first, each with its verdict. */
  points(seriesId: string, limit: number): Promise<readonly (Point & { readonly verdict: Verdict })[]>;
  /** Newest points of each series, oldest first, at most `limit` of each: what a night is judged against. */
  recent(
    seriesIds: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly (Point & { readonly suspicious: boolean })[]>>;
  /** Points of one night with their verdicts, by benchmark, platform and metric; of the named series alone, where some are named. */
  ofNight(nightId: string, seriesIds?: readonly string[]): Promise<readonly SeriesPoint[]>;
  /** The newest verdict of every series of a project, from the summary rows: what tables and grids show. */
  latest(project: string): Promise<readonly SeriesSummary[]>;
}

export interface SeriesPoint {
  readonly series: Series;
  readonly point: Point & { readonly verdict: Verdict };
}

export interface SeriesSummary {
  readonly series: Series;
  readonly point: Point | null;
  readonly verdict: Verdict | null;
  /** Values of the newest nights, oldest first, at most 30: for a sparkline. */
  readonly recent: readonly (number | null)[];
}

export interface EnvironmentStore {
  get(half: 'stack', fingerprint: string): Promise<Stack | null>;
  get(half: 'host', fingerprint: string): Promise<Host | null>;
  put(half: EnvironmentHalf, fingerprint: string, document: Stack | Host): Promise<void>;
}

export interface TokenStore {
  find(sha256: string): Promise<StoredToken | null>;
  create(token: StoredToken): Promise<void>;
  list(): Promise<readonly StoredToken[]>;
  /** False when it does not exist or was revoked before. */
  revoke(id: string, at: Instant): Promise<boolean>;
}

export interface IdempotencyStore {
  /** `fresh`: go on and `save`; `repeat`: answer with what was saved; `busy`: the first request is still at work; `mismatch`: same key, other body. */
  claim(
    key: string,
    bodySha256: string,
    now: Instant,
  ): Promise<
    | { readonly kind: 'fresh' }
    | { readonly kind: 'repeat'; readonly status: number; readonly body: unknown }
    | { readonly kind: 'busy' }
    | { readonly kind: 'mismatch' }
  >;
  save(key: string, status: number, body: unknown): Promise<void>;
  /** Gives a claimed key back after a failure, so that the same request can be tried again. */
  release(key: string): Promise<void>;
}

export interface HostRecord {
  readonly host: string;
  readonly platform: string;
  readonly workerId: string;
  readonly seenAt: Instant;
}

export interface HostStore {
  seen(record: HostRecord): Promise<void>;
  list(): Promise<readonly HostRecord[]>;
}

/** A channel resolved to something new. */
export interface ChannelMove {
  readonly id: string;
  readonly project: string;
  readonly benchmark: string;
  readonly platform: string;
  readonly at: Instant;
  readonly changes: readonly FactorChange[];
}

export interface ChannelStore {
  record(move: ChannelMove): Promise<void>;
  history(project: string, benchmark: string, limit: number): Promise<readonly ChannelMove[]>;
  /** Takes what channels resolved to, in any order and as often as it comes; only a change adds to the history. */
  resolved(project: string, resolutions: readonly ChannelResolution[]): Promise<void>;
  /** What each channel was last seen at, by name. */
  current(project: string): Promise<readonly ChannelState[]>;
  /** Everything that one channel resolved to, newest first; `limit` 1..200. */
  states(project: string, channel: string, limit: number, cursor?: string): Promise<Page<ChannelState>>;
}

export interface MaintenanceStore {
  /** One cheap query; throws STORE_UNAVAILABLE. */
  ping(): Promise<void>;
  schemaVersion(): Promise<number>;
  /** Writes a consistent copy of everything to a file while the service runs; returns the rows written by table. */
  backup(file: string): Promise<Readonly<Record<string, number>>>;
  /** Deletes logs, samples and telemetry (with the samples) older than the instants; measurements are never deleted. */
  retain(limits: {
    readonly logsBefore: Instant;
    readonly samplesBefore: Instant;
  }): Promise<{ readonly logs: number; readonly samples: number; readonly telemetry: number }>;
}
