import { PlumblineError } from '../core/errors.ts';

/** One configuration key: where it stands in plumbline.yaml, and the variable that overrides it. */
export interface Variable {
  /** Path in plumbline.yaml; empty for what only the environment may hold (secrets, connection strings). */
  readonly key: string;
  readonly variable: string;
  /** Another spelling of it that wins, as with the programs that share these variables. */
  readonly alias?: string;
  readonly kind: 'text' | 'whole' | 'flag' | 'json';
  /** Never printed. */
  readonly secret?: boolean;
}

/** Every key, in the order `plumbline doctor` prints them. */
export const VARIABLES: readonly Variable[] = [
  { key: 'project', variable: 'PLUMBLINE_PROJECT', kind: 'text' },
  { key: 'catalog', variable: 'PLUMBLINE_CATALOG', kind: 'text' },
  { key: 'state', variable: 'PLUMBLINE_STATE', kind: 'text' },
  { key: 'listen.host', variable: 'PLUMBLINE_LISTEN_HOST', kind: 'text' },
  { key: 'listen.port', variable: 'PLUMBLINE_LISTEN_PORT', kind: 'whole' },
  { key: 'schedules', variable: 'PLUMBLINE_SCHEDULES', kind: 'json' },
  { key: 'github.repository', variable: 'PLUMBLINE_GITHUB_REPOSITORY', kind: 'text' },
  { key: 'github.apiUrl', variable: 'PLUMBLINE_GITHUB_API_URL', kind: 'text' },
  { key: 'worker.embedded', variable: 'PLUMBLINE_WORKER_EMBEDDED', kind: 'flag' },
  { key: 'worker.platform', variable: 'PLUMBLINE_WORKER_PLATFORM', kind: 'text' },
  { key: 'worker.concurrency', variable: 'PLUMBLINE_WORKER_CONCURRENCY', kind: 'whole' },
  { key: 'worker.devices', variable: 'PLUMBLINE_WORKER_DEVICES', kind: 'json' },
  { key: 'worker.drainSeconds', variable: 'PLUMBLINE_WORKER_DRAIN_SECONDS', kind: 'whole' },
  { key: 'worker.health', variable: 'PLUMBLINE_WORKER_HEALTH', kind: 'text' },
  { key: 'worker.before', variable: 'PLUMBLINE_WORKER_BEFORE', kind: 'text' },
  { key: 'worker.after', variable: 'PLUMBLINE_WORKER_AFTER', kind: 'text' },
  { key: 'worker.settleSeconds', variable: 'PLUMBLINE_WORKER_SETTLE_SECONDS', kind: 'whole' },
  { key: 'worker.spoolMiB', variable: 'PLUMBLINE_WORKER_SPOOL_MIB', kind: 'whole' },
  { key: 'worker.checkpointQuotaGiB', variable: 'PLUMBLINE_WORKER_CHECKPOINT_QUOTA_GIB', kind: 'whole' },
  { key: 'worker.seccompProfile', variable: 'PLUMBLINE_WORKER_SECCOMP_PROFILE', kind: 'text' },
  { key: 'worker.requireUserNamespace', variable: 'PLUMBLINE_WORKER_REQUIRE_USER_NAMESPACE', kind: 'flag' },
  { key: 'images.base', variable: 'PLUMBLINE_IMAGES_BASE', kind: 'text' },
  { key: 'images.registry', variable: 'PLUMBLINE_IMAGES_REGISTRY', kind: 'text' },
  { key: 'images.quotaGiB', variable: 'PLUMBLINE_IMAGES_QUOTA_GIB', kind: 'whole' },
  { key: 'images.origins', variable: 'PLUMBLINE_IMAGES_ORIGINS', kind: 'json' },
  { key: 'data.quotaGiB', variable: 'PLUMBLINE_DATA_QUOTA_GIB', kind: 'whole' },
  { key: 'data.origins', variable: 'PLUMBLINE_DATA_ORIGINS', kind: 'json' },
  { key: 'data.private', variable: 'PLUMBLINE_DATA_PRIVATE', kind: 'json' },
  { key: 'calibration.runs', variable: 'PLUMBLINE_CALIBRATION_RUNS', kind: 'whole' },
  { key: 'retention.logDays', variable: 'PLUMBLINE_RETENTION_LOG_DAYS', kind: 'whole' },
  { key: 'retention.sampleDays', variable: 'PLUMBLINE_RETENTION_SAMPLE_DAYS', kind: 'whole' },
  { key: 'budgets.maxPairs', variable: 'PLUMBLINE_BUDGETS_MAX_PAIRS', kind: 'whole' },
  { key: 'budgets.rerunPercent', variable: 'PLUMBLINE_BUDGETS_RERUN_PERCENT', kind: 'whole' },
  { key: 'budgets.searchRuns', variable: 'PLUMBLINE_BUDGETS_SEARCH_RUNS', kind: 'whole' },
  { key: 'budgets.searchMinutes', variable: 'PLUMBLINE_BUDGETS_SEARCH_MINUTES', kind: 'whole' },
  { key: '', variable: 'DATABASE_URL', kind: 'text', secret: true },
  { key: '', variable: 'REDIS_URL', kind: 'text', secret: true },
  { key: '', variable: 'PLUMBLINE_GITHUB_TOKEN', kind: 'text', secret: true },
  { key: '', variable: 'DOCKER_CONFIG', kind: 'text' },
  { key: '', variable: 'DOCKER_HOST', kind: 'text' },
  { key: '', variable: 'PLUMBLINE_API_URL', kind: 'text' },
  { key: '', variable: 'PLUMBLINE_TOKEN', kind: 'text', secret: true },
  // The address of a proxy may hold a password.
  { key: '', variable: 'HTTPS_PROXY', alias: 'https_proxy', kind: 'text', secret: true },
  { key: '', variable: 'HTTP_PROXY', alias: 'http_proxy', kind: 'text', secret: true },
  { key: '', variable: 'NO_PROXY', alias: 'no_proxy', kind: 'text' },
];

/** The value of a variable as its kind says; undefined when it is unset or empty. Throws CONFIG_INVALID with its name. */
export function readVariable(variable: Variable, environment: Readonly<Record<string, string | undefined>>): unknown {
  const text = environment[variable.alias ?? ''] || environment[variable.variable];
  if (text === undefined || text === '') return undefined;
  switch (variable.kind) {
    case 'text':
      return text;
    case 'whole':
      if (/^\d{1,9}$/.test(text)) return Number(text);
      throw invalid(variable, text, 'a whole number');
    case 'flag':
      if (/^(1|true|yes)$/i.test(text)) return true;
      if (/^(0|false|no)$/i.test(text)) return false;
      throw invalid(variable, text, 'true or false');
    case 'json':
      try {
        return JSON.parse(text);
      } catch {
        throw invalid(variable, text, 'JSON as in plumbline.yaml');
      }
  }
}

function invalid(variable: Variable, text: string, expected: string): PlumblineError {
  const shown = variable.secret ? '(hidden)' : JSON.stringify(text.slice(0, 100));
  return new PlumblineError('CONFIG_INVALID', `${variable.variable} is ${shown}, expected ${expected}`);
}
