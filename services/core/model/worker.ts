import type { Limits } from './benchmark.ts';

/** What the operator of a worker's machine decides, beside its platform and its name. */
export interface WorkerSettings {
  /** Jobs at a time; more than one and they disturb each other's speed, unless each has devices of its own. */
  readonly concurrency: number;
  /** Accelerators that runs may use, by UUID; null: every one of this host. An empty list: none. */
  readonly devices: readonly string[] | null;
  /** How long a stopping worker may finish what it runs, in seconds; then the run is stopped and handed back. */
  readonly drainSeconds: number;
  /** `host:port` of the health endpoint; null: none. */
  readonly health: string | null;
  /**
   * The operator's own programs around every run, by absolute path: `before` may lock clocks or set a power limit, `after`
   * undoes it and runs whatever happened. Null: none.
   */
  readonly before: string | null;
  readonly after: string | null;
  /** How long a run may wait for its devices to be idle and cool before it starts, in seconds; 0: not at all. */
  readonly settleSeconds: number;
  /** Disk that messages for an API that is away may take, in MiB. */
  readonly spoolMiB: number;
  /** Disk that checkpoints may take together, in GiB; of those that no running work uses the ones used longest ago go first. */
  readonly checkpointQuotaGiB: number;
  /** Absolute path of a seccomp profile for containers; null: the engine's own. */
  readonly seccompProfile: string | null;
  /** Whether an engine without user namespaces is refused. */
  readonly requireUserNamespace: boolean;
  /** Repositories (prefixes) that images may come from; empty: any. An image that is on the host already has no origin. */
  readonly imageOrigins: readonly string[];
  /** Addresses (prefixes) that data may come from; empty: any. */
  readonly dataOrigins: readonly string[];
  /** Private hosts, addresses or networks (CIDR) that data may come from all the same. */
  readonly dataPrivate: readonly string[];
  /** Disk that cached data sets may take, in GiB; the ones used longest ago go first. */
  readonly dataQuotaGiB: number;
}

export const DEFAULT_WORKER_SETTINGS: WorkerSettings = {
  concurrency: 1,
  devices: null,
  drainSeconds: 20,
  health: null,
  before: null,
  after: null,
  settleSeconds: 0,
  spoolMiB: 1024,
  checkpointQuotaGiB: 100,
  seccompProfile: null,
  requireUserNamespace: false,
  imageOrigins: [],
  dataOrigins: [],
  dataPrivate: [],
  dataQuotaGiB: 500,
};

/** Accelerators that a run asks for; a manifest that says nothing asks for none. */
export function devicesOf(limits: Limits): number {
  return limits.devices ?? 0;
}

/** Time between SIGTERM and SIGKILL where a benchmark with checkpoints names none, in seconds. */
export const GRACE_SECONDS = 30;

/** How long a run that must stop may save itself, in seconds; without checkpoints there is nothing to save. */
export function graceSecondsOf(limits: Limits): number {
  return limits.checkpointMiB === undefined ? 0 : (limits.graceSeconds ?? GRACE_SECONDS);
}
