import { existsSync, readFileSync } from 'node:fs';
import { arch, homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { LineCounter, parseDocument } from 'yaml';
import { readVariable, VARIABLES } from './config/variables.ts';
import { PlumblineError } from './core/errors.ts';
import { RERUN_SHARE } from './core/judge/thresholds.ts';
import { type Config, ConfigFile } from './core/model/config.ts';
import { DEFAULT_WORKER_SETTINGS } from './core/model/worker.ts';
import { SEARCH_BUDGET } from './core/planning/search-request.ts';
import { PUSH_SCHEDULE } from './core/pushed/night.ts';

/** Where an effective value came from; a secret's value is never shown. */
export interface ConfigOrigin {
  readonly key: string;
  readonly variable: string;
  readonly value: string;
  readonly origin: 'default' | 'file' | 'environment';
}

export interface LoadedConfig {
  readonly config: Config;
  /** The file that was read; null when there is none. */
  readonly file: string | null;
  readonly origins: readonly ConfigOrigin[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const CONFIG_FILE = 'plumbline.yaml';
/** A configuration file larger than this is a mistake, in bytes. */
const FILE_BYTES_MAX = 1_048_576;
/** The catalog that ships with this clone or image; used where nobody names one. */
const OWN_CATALOG = ['../benchmarks', '../../benchmarks']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

const { imageOrigins, dataOrigins, dataPrivate, dataQuotaGiB, ...WORKER_DEFAULTS } = DEFAULT_WORKER_SETTINGS;

const DEFAULTS = {
  project: 'default',
  state: '.plumbline',
  listen: { host: '127.0.0.1', port: 8787 },
  schedules: [{ name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC', deadlineMinutes: 600 }],
  github: { repository: null, apiUrl: 'https://api.github.com' },
  worker: { embedded: true, platform: arch() === 'arm64' ? 'cpu-arm64' : 'cpu-x86_64', ...WORKER_DEFAULTS },
  images: { base: 'auto', registry: null, quotaGiB: 20, origins: imageOrigins },
  data: { quotaGiB: dataQuotaGiB, origins: dataOrigins, private: dataPrivate },
  calibration: { runs: 8 },
  retention: { logDays: 90, sampleDays: 90 },
  budgets: {
    maxPairs: 12,
    rerunPercent: 100 * RERUN_SHARE,
    searchRuns: SEARCH_BUDGET.maxRuns,
    searchMinutes: SEARCH_BUDGET.maxMinutes,
  },
} as const;

/**
 * Reads `plumbline.yaml` and the environment, once. The file is the one named, else the one in `folder` when there is
 * one; paths in it are relative to it. Throws CONFIG_INVALID with file, line and what was expected.
 */
export function loadConfig(options: { file?: string; folder?: string; environment?: Environment } = {}): LoadedConfig {
  const environment = options.environment ?? process.env;
  const folder = options.folder ?? process.cwd();
  const named = options.file ?? environment.PLUMBLINE_CONFIG_FILE;
  const path = resolve(folder, named ?? CONFIG_FILE);
  const exists = existsSync(path);
  if (named !== undefined && !exists)
    throw new PlumblineError('CONFIG_INVALID', 'there is no such file', { place: { file: path } });
  const fromFile: ConfigFile = exists ? readConfigFile(path) : { schemaVersion: 1 };
  const overrides: Record<string, unknown> = {};
  for (const variable of VARIABLES) {
    const value = readVariable(variable, environment);
    if (value !== undefined) overrides[variable.variable] = value;
  }
  const merged = merge(fromFile, overrides);
  const origins = VARIABLES.map((variable) => originOf(variable, fromFile, overrides, merged));
  return {
    config: effective(merged, overrides, exists ? dirname(path) : folder, folder),
    file: exists ? path : null,
    origins,
  };
}

/** Parses and validates a configuration file; every fault names its line. */
export function readConfigFile(path: string): ConfigFile {
  const text = readFileSync(path, 'utf8');
  if (text.length > FILE_BYTES_MAX)
    throw new PlumblineError('CONFIG_INVALID', `the file has ${text.length} bytes, at most ${FILE_BYTES_MAX}`, {
      place: { file: path },
    });
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken)
    throw new PlumblineError('CONFIG_INVALID', broken.message.split('\n')[0] ?? broken.message, {
      place: { file: path, line: counter.linePos(broken.pos[0]).line },
    });
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (Value.Check(ConfigFile, value)) return value;
  const fault = [...Value.Errors(ConfigFile, value)].find((error) => error.keyword !== 'boolean') ?? {
    instancePath: '',
    message: 'is not valid',
    params: {},
  };
  const keys = fault.instancePath.split('/').filter(Boolean);
  const extra = (fault.params as { additionalProperties?: string[] }).additionalProperties?.[0];
  const at = extra === undefined ? keys : [...keys, extra];
  const node = document.getIn(at, true) as { range?: [number, number, number] } | undefined;
  const line = node?.range ? counter.linePos(node.range[0]).line : 1;
  const message = extra === undefined ? `${fault.message}${describeAllowed(fault.params)}` : `unknown key "${extra}"`;
  throw new PlumblineError('CONFIG_INVALID', message, { place: { file: path, line, path: at.join('.') } });
}

function describeAllowed(params: object): string {
  const allowed = (params as { allowedValues?: readonly unknown[] }).allowedValues;
  return allowed ? ` (${allowed.join(', ')})` : '';
}

/** Lays the environment's values over the file's; the result must satisfy the same schema. */
function merge(file: ConfigFile, overrides: Readonly<Record<string, unknown>>): ConfigFile {
  const merged: Record<string, unknown> = structuredClone({ ...file, schemaVersion: 1 });
  for (const { key, variable } of VARIABLES) {
    if (key === '' || overrides[variable] === undefined) continue;
    const [first, second] = key.split('.') as [string, string | undefined];
    if (second === undefined) merged[first] = overrides[variable];
    else merged[first] = { ...(merged[first] as object | undefined), [second]: overrides[variable] };
    const fault = [...Value.Errors(ConfigFile, merged)][0];
    if (fault)
      throw new PlumblineError(
        'CONFIG_INVALID',
        `${variable} is ${JSON.stringify(overrides[variable])}: ${fault.message}${describeAllowed(fault.params)}`,
      );
  }
  return merged as ConfigFile;
}

function effective(
  merged: ConfigFile,
  overrides: Readonly<Record<string, unknown>>,
  fileFolder: string,
  folder: string,
): Config {
  const text = (variable: string): string | null => (overrides[variable] as string | undefined) ?? null;
  const at = (variable: string): string => (overrides[variable] === undefined ? fileFolder : folder);
  const path = (variable: string, value: string | undefined): string | null =>
    value === undefined ? null : resolve(at(variable), value);
  const catalog =
    merged.catalog === undefined
      ? (OWN_CATALOG ?? resolve(folder, 'benchmarks'))
      : resolve(at('PLUMBLINE_CATALOG'), merged.catalog);
  return {
    project: merged.project ?? DEFAULTS.project,
    catalog,
    state: resolve(at('PLUMBLINE_STATE'), merged.state ?? DEFAULTS.state),
    listen: { ...DEFAULTS.listen, ...merged.listen },
    schedules: allowed(merged.schedules ?? DEFAULTS.schedules).map((schedule) => ({
      timeZone: 'UTC',
      deadlineMinutes: 600,
      ...schedule,
    })),
    github: { ...DEFAULTS.github, ...merged.github, token: text('PLUMBLINE_GITHUB_TOKEN') },
    worker: {
      ...DEFAULTS.worker,
      ...merged.worker,
      before: path('PLUMBLINE_WORKER_BEFORE', merged.worker?.before),
      after: path('PLUMBLINE_WORKER_AFTER', merged.worker?.after),
      seccompProfile: path('PLUMBLINE_WORKER_SECCOMP_PROFILE', merged.worker?.seccompProfile),
    },
    images: { ...DEFAULTS.images, ...merged.images },
    data: { ...DEFAULTS.data, ...merged.data },
    calibration: { ...DEFAULTS.calibration, ...merged.calibration },
    retention: { ...DEFAULTS.retention, ...merged.retention },
    budgets: { ...DEFAULTS.budgets, ...merged.budgets },
    databaseUrl: text('DATABASE_URL'),
    redisUrl: text('REDIS_URL'),
    dockerConfig: resolve(folder, text('DOCKER_CONFIG') ?? join(homedir(), '.docker')),
    dockerHost: text('DOCKER_HOST'),
    apiUrl: text('PLUMBLINE_API_URL'),
    token: text('PLUMBLINE_TOKEN'),
    proxy: { http: text('HTTP_PROXY'), https: text('HTTPS_PROXY'), none: text('NO_PROXY') },
  };
}

/** The nights of pushed results have a schedule of their own, which nothing else may plan. */
function allowed<T extends { readonly name: string }>(schedules: readonly T[]): readonly T[] {
  if (schedules.some(({ name }) => name === PUSH_SCHEDULE))
    throw new PlumblineError('CONFIG_INVALID', `the schedule name "${PUSH_SCHEDULE}" belongs to pushed results`);
  return schedules;
}

function originOf(
  variable: (typeof VARIABLES)[number],
  file: ConfigFile,
  overrides: Readonly<Record<string, unknown>>,
  merged: ConfigFile,
): ConfigOrigin {
  const inEnvironment = overrides[variable.variable] !== undefined;
  const inFile = variable.key !== '' && lookUp(file, variable.key) !== undefined;
  const value =
    variable.key === ''
      ? overrides[variable.variable]
      : (lookUp(merged, variable.key) ?? lookUp({ ...DEFAULTS, catalog: OWN_CATALOG }, variable.key));
  const shown = variable.secret
    ? inEnvironment
      ? '(hidden)'
      : ''
    : typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : String(value ?? '');
  return {
    key: variable.key || variable.variable,
    variable: variable.variable,
    value: shown,
    origin: inEnvironment ? 'environment' : inFile ? 'file' : 'default',
  };
}

function lookUp(value: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (part, name) => (typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[name] : undefined),
      value,
    );
}
