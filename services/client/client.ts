import type { ChannelPage, ChannelReport, ChannelView, NeededImageView } from '../core/model/api/channel.ts';
import type { CompareView } from '../core/model/api/compare.ts';
import type { HealthQuery, JudgeHealth, SeriesHealth } from '../core/model/api/health.ts';
import type {
  IncidentAction,
  IncidentDecision,
  IncidentDetail,
  IncidentPage,
  IncidentQuery,
} from '../core/model/api/incident.ts';
import type { NightDetail, NightPage, NightPlan } from '../core/model/api/night.ts';
import type { ResultAnswer } from '../core/model/api/result.ts';
import type {
  Calibrate,
  EnvironmentView,
  LogEnd,
  LogSlice,
  RunDetail,
  RunPage,
  RunQuery,
  RunSummary,
  SampleList,
  Trigger,
  Triggered,
} from '../core/model/api/run.ts';
import type { SearchDetail, SearchPage, SearchQuery, SearchRequest, SearchView } from '../core/model/api/search.ts';
import type { SeriesDetail, SeriesView } from '../core/model/api/series.ts';
import type { BenchmarkView, Health, HostView, Status } from '../core/model/api/status.ts';
import type { TelemetryPage, TelemetryQuery } from '../core/model/api/telemetry.ts';
import type { CreatedToken, CreateToken, TokenView } from '../core/model/api/token.ts';
import type { Platform } from '../core/model/catalog.ts';
import type { PushedResult } from '../core/model/pushed.ts';
import { type FollowOptions, followLog } from './follow.ts';
import { type ClientOptions, createHttp } from './http.ts';

/** Time in which a backup must begin to arrive, in milliseconds: it is written whole before it is sent. */
const BACKUP_TIMEOUT_MS = 30 * 60_000;

interface List<T> {
  readonly items: T[];
}
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The API as typed methods: what the CLI does while the service runs. Errors are those of the one table. */
export interface ApiClient {
  status(): Promise<Status>;
  health(): Promise<Health>;
  benchmarks(): Promise<readonly BenchmarkView[]>;
  benchmark(name: string): Promise<BenchmarkView>;
  platforms(): Promise<readonly Platform[]>;
  hosts(): Promise<readonly HostView[]>;
  /** Lets a host out of quarantine; it learns anew. */
  releaseHost(host: string, platform: string): Promise<HostView>;
  nights(limit?: number): Promise<NightPage>;
  night(id: string): Promise<NightDetail>;
  planNight(options?: { readonly dryRun?: boolean; readonly key?: string }): Promise<NightPlan>;
  runs(query?: RunQuery): Promise<RunPage>;
  run(id: string): Promise<RunDetail>;
  environment(runId: string): Promise<EnvironmentView>;
  /** At most `max` bytes from byte `from` on. */
  log(runId: string, range?: { readonly from?: number; readonly max?: number }): Promise<LogSlice>;
  /** Pieces as they come until the run has ended; gives its end back (null when the signal aborted). */
  followLog(runId: string, options?: FollowOptions): AsyncGenerator<LogSlice, LogEnd | null>;
  samples(runId: string, metric?: string): Promise<SampleList>;
  /** One page of how the machine stood during a run. */
  telemetry(runId: string, query?: TelemetryQuery): Promise<TelemetryPage>;
  /** The run as something to repeat with Docker alone: a shell script, or a notebook. */
  recipe(runId: string, kind: 'sh' | 'ipynb'): Promise<string>;
  /** `key` makes a repeated call one call. */
  trigger(body: Trigger, key?: string): Promise<Triggered>;
  calibrate(body: Calibrate, key?: string): Promise<Triggered>;
  cancel(runId: string): Promise<RunSummary>;
  /** Hands in a result of another system; a dry run only says what would be stored. */
  pushResult(body: PushedResult, options?: { readonly key?: string; readonly dryRun?: boolean }): Promise<ResultAnswer>;
  series(filter?: { readonly benchmark?: string; readonly platform?: string }): Promise<readonly SeriesView[]>;
  seriesDetail(id: string, limit?: number): Promise<SeriesDetail>;
  /** How the judging did over the last `days` days. */
  judgeHealth(query?: HealthQuery): Promise<JudgeHealth>;
  seriesHealth(id: string, days?: number): Promise<SeriesHealth>;
  incidents(filter?: IncidentQuery): Promise<IncidentPage>;
  incident(id: string): Promise<IncidentDetail>;
  decide(id: string, action: IncidentAction, decision?: IncidentDecision): Promise<IncidentDetail>;
  /** What differs around two runs of one benchmark and platform, and what they measured. */
  compare(good: string, bad: string): Promise<CompareView>;
  /** Every channel with what it was last seen at. */
  channels(): Promise<readonly ChannelView[]>;
  channelHistory(name: string, query?: { readonly limit?: number; readonly cursor?: string }): Promise<ChannelPage>;
  /** Says what channels resolved to; repeating it changes nothing. */
  recordChannels(report: ChannelReport): Promise<void>;
  /** Images that must not be removed, and what needs them. */
  neededImages(): Promise<readonly NeededImageView[]>;
  searches(query?: SearchQuery): Promise<SearchPage>;
  search(id: string): Promise<SearchDetail>;
  startSearch(body: SearchRequest, key?: string): Promise<SearchView>;
  cancelSearch(id: string): Promise<SearchView>;
  tokens(): Promise<List<TokenView>>;
  createToken(body: CreateToken): Promise<CreatedToken>;
  revokeToken(id: string): Promise<void>;
  /** The whole store as a gzipped stream, with the rows of each table. */
  backup(): Promise<{ readonly rows: Readonly<Record<string, number>>; readonly body: ReadableStream<Uint8Array> }>;
}

export function createApiClient(options: ClientOptions): ApiClient {
  const http = createHttp(options);
  const get = <T>(path: string, query: Query = {}) => http.json<T>({ method: 'GET', path: withQuery(path, query) });
  const items = async <T>(path: string, query: Query = {}) => (await get<List<T>>(path, query)).items;
  const post = <T>(path: string, body: unknown, key?: string) =>
    http.json<T>({ method: 'POST', path, body, ...(key === undefined ? {} : { idempotencyKey: key }) });
  const at = (noun: string, id: string, rest = '') => `/${noun}/${encodeURIComponent(id)}${rest}`;
  return {
    status: () => get('/status'),
    health: () => get('/readyz'),
    benchmarks: () => items('/benchmarks'),
    benchmark: (name) => get(at('benchmarks', name)),
    platforms: () => items('/platforms'),
    hosts: () => items('/hosts'),
    releaseHost: (host, platform) => post(at('hosts', host, '/release'), { platform }),
    nights: (limit) => get('/nights', { limit }),
    night: (id) => get(at('nights', id)),
    planNight: ({ dryRun = false, key } = {}) => post('/nights', { dryRun }, key),
    runs: (query = {}) => get('/runs', query),
    run: (id) => get(at('runs', id)),
    environment: (id) => get(at('runs', id, '/environment')),
    log: (id, range = {}) => get(at('runs', id, '/log'), range),
    followLog: (id, options = {}) => followLog(http, id, options),
    samples: (id, metric) => get(at('runs', id, '/samples'), { metric }),
    telemetry: (id, query = {}) => get(at('runs', id, '/telemetry'), query),
    recipe: async (id, kind) => {
      const response = await http.open({ method: 'GET', path: at('runs', id, `/recipe.${kind}`) });
      return response.text();
    },
    trigger: (body, key) => post('/runs', body, key),
    calibrate: (body, key) => post('/calibrations', body, key),
    pushResult: (body, { key, dryRun = false } = {}) => post(dryRun ? '/results?dryRun=true' : '/results', body, key),
    cancel: (id) => post(at('runs', id, '/cancel'), {}),
    series: (filter = {}) => items('/series', filter),
    seriesDetail: (id, limit) => get(at('series', id), { limit }),
    judgeHealth: (query = {}) => get('/judge/health', query),
    seriesHealth: (id, days) => get(at('series', id, '/health'), { days }),
    incidents: (filter = {}) => get('/incidents', filter),
    incident: (id) => get(at('incidents', id)),
    decide: (id, action, decision = {}) => post(at('incidents', id, `/${action}`), decision),
    compare: (good, bad) => get('/compare', { good, bad }),
    channels: () => items('/channels'),
    channelHistory: (name, query = {}) => get(at('channels', name, '/history'), query),
    recordChannels: async (report) => {
      await post('/channels', report);
    },
    neededImages: () => items('/images/needed'),
    searches: (query = {}) => get('/searches', query),
    search: (id) => get(at('searches', id)),
    startSearch: (body, key) => post('/searches', body, key),
    cancelSearch: (id) => post(at('searches', id, '/cancel'), {}),
    tokens: () => get('/tokens'),
    createToken: (body) => post('/tokens', body),
    revokeToken: (id) => http.json({ method: 'DELETE', path: at('tokens', id) }),
    backup: async () => {
      const response = await http.open({ method: 'GET', path: '/backup', timeoutMs: BACKUP_TIMEOUT_MS });
      const rows = JSON.parse(response.headers.get('plumbline-rows') ?? '{}') as Record<string, number>;
      return { rows, body: response.body as ReadableStream<Uint8Array> };
    },
  };
}

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
