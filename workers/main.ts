import { describeError, PlumblineError } from '../services/core/errors.ts';
import type { Job } from '../services/core/model/job.ts';
import { DEFAULT_WORKER_SETTINGS, type WorkerSettings } from '../services/core/model/worker.ts';
import type { Clock, Ids, Log } from '../services/core/ports/base.ts';
import type { WorkerDoor } from '../services/core/ports/door.ts';
import { CALLER_REFUSED } from './caller-refused.ts';
import { createCheckpoints } from './checkpoints/checkpoints.ts';
import { createClaimWait } from './claim-wait.ts';
import { createDatasetCache } from './datasets/cache.ts';
import { openHostDevices } from './devices/host-devices.ts';
import { createOwnership } from './devices/occupants.ts';
import { createDockerClient, type PullAuth } from './docker/docker-container-client.ts';
import { LABEL_HOME } from './docker/labels.ts';
import { readSeccompProfile } from './docker/seccomp.ts';
import { requireUserNamespace } from './docker/user-namespace.ts';
import { createImageProbes } from './environment/probe-image.ts';
import { type HealthEndpoint, startHealth } from './health.ts';
import { enterHome, type Home } from './home.ts';
import { type JobDeps, workOnJob } from './job.ts';
import { createNoiseControl } from './noise/control.ts';
import { createActiveRuns, keepReaping } from './reaper.ts';
import { pauseMs } from './spool/backoff.ts';
import { openSpool } from './spool/spool.ts';
import { createStatusKeeper, tellingDoor } from './status.ts';

/** Least time between two claims that found nothing: an API that does not hold them must not be hammered. */
const CLAIM_PAUSE_MS = 500;
const MIB = 1_048_576;

export interface WorkerOptions {
  readonly door: WorkerDoor;
  readonly platform: string;
  /** Stable name of this machine. */
  readonly host: string;
  /** What is not in it is as in DEFAULT_WORKER_SETTINGS. */
  readonly settings?: Partial<WorkerSettings>;
  /** Folder for data sets, what waits for the API, and what is known about images. One worker a folder. */
  readonly stateFolder: string;
  readonly socketPath?: string;
  /** Credentials for pulls, as Docker's own client keeps them. */
  readonly pullAuth?: PullAuth;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly heartbeatMs?: number;
  /** Shown at the health endpoint. */
  readonly version?: string;
}

export interface Worker {
  /** Claims nothing more; what runs may finish within `drainMs`, then it is stopped and handed back. */
  stop(drainMs: number): Promise<void>;
  /** Resolves when the worker has stopped, by itself only when it was refused. */
  readonly done: Promise<void>;
  /** Why the API refused the worker before it ever answered: a token that is unknown, or another platform's. */
  refused(): PlumblineError | null;
  /** Address of the health endpoint, when there is one. */
  readonly health: string | null;
}

/**
 * Starts a worker: it asks the API for work of its platform, trains, and reports, until told to stop. CONFLICT when
 * another worker has the folder, CONFIG_INVALID when a setting names what is not there. An engine or an API that is away
 * is waited for.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const settings: WorkerSettings = { ...DEFAULT_WORKER_SETTINGS, ...options.settings };
  const security = settings.seccompProfile === null ? [] : [await readSeccompProfile(settings.seccompProfile)];
  const home = await enterHome(options.stateFolder);
  try {
    return await open(options, settings, security, home);
  } catch (error) {
    await home.leave();
    throw error;
  }
}

async function open(
  options: WorkerOptions,
  settings: WorkerSettings,
  security: readonly string[],
  home: Home,
): Promise<Worker> {
  const { platform, host, clock, log } = options;
  const status = createStatusKeeper(clock);
  const door = tellingDoor(options.door, () => status.answered());
  const containers = createDockerClient(clock, options.socketPath, security, options.pullAuth);
  const devices = await openHostDevices({
    door,
    platform,
    devices: settings.devices,
    ours: createOwnership(containers, { [LABEL_HOME]: home.label }),
    clock,
    log,
  });
  const active = createActiveRuns();
  const spool = await openSpool({ root: home.spool, maxBytes: settings.spoolMiB * MIB, door, clock, log });
  const { before, after, settleSeconds } = settings;
  const noise = await createNoiseControl({
    ...{ before, after, settleSeconds, platform, folder: home.noise, clock, log },
  });
  const quotaBytes = settings.checkpointQuotaGiB * 1024 * MIB;
  const checkpoints = createCheckpoints({ root: home.checkpoints, quotaBytes, containers, clock, log });
  const stopping = new AbortController();
  const drained = new AbortController();
  const deps: JobDeps = {
    door,
    spool,
    containers,
    active,
    checkpoints,
    noise,
    host,
    clock,
    log,
    home: home.label,
    imageOrigins: settings.imageOrigins,
    datasets: createDatasetCache(home.datasets, {
      clock,
      log,
      containers,
      origins: settings.dataOrigins,
      privateHosts: settings.dataPrivate,
      quotaGiB: settings.dataQuotaGiB,
      isActive: active.has,
      stop: drained.signal,
    }),
    probes: createImageProbes(home.images, containers, clock),
    libraries: new Map(),
    slots: devices.slots,
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
  };
  const workerId = options.ids.next('wrk');
  const ending = { stopping: stopping.signal, drained: drained.signal };

  let refusal: PlumblineError | null = null;
  /** Whether the API ever answered a claim with anything but a refusal. */
  let accepted = false;

  /** Failures in a row of the API, the engine or the machine; each makes the pause before the next claim longer. */
  async function claimLoop(): Promise<void> {
    let failures = 0;
    const wait = createClaimWait();
    while (!stopping.signal.aborted) {
      let askedAt: number | null = null;
      try {
        // A worker without an engine would take jobs only to fail them.
        await containers.ping();
        if (settings.requireUserNamespace) requireUserNamespace(await containers.security());
        await devices.ensure();
        await noise.clear();
        askedAt = clock.now().getTime();
        const job = await door.claim({ platform, host, workerId, waitMs: wait.ms }, stopping.signal);
        accepted = true;
        wait.answered();
        if (status.read().blocked !== null) log.info('takes work again');
        status.block(null);
        if (job === null) {
          failures = 0;
          if (clock.now().getTime() - askedAt < CLAIM_PAUSE_MS) await clock.sleep(CLAIM_PAUSE_MS, stopping.signal);
          continue;
        }
        if (stopping.signal.aborted) {
          await door.release(job.jobId, job.fence);
          break;
        }
        askedAt = null;
        const { healthy } = await work(job);
        failures = healthy ? 0 : failures + 1;
      } catch (error) {
        if (stopping.signal.aborted) break;
        // Refused before it ever had an answer, it was set up wrongly: waiting helps nobody.
        if (error instanceof PlumblineError && CALLER_REFUSED.includes(error.code) && !accepted) {
          refusal = error;
          stopping.abort();
          break;
        }
        if (askedAt !== null && wait.broke(clock.now().getTime() - askedAt)) {
          log.info('a claim was cut off; the next one waits less', { waitMs: wait.ms, error: describeError(error) });
          await clock.sleep(CLAIM_PAUSE_MS, stopping.signal);
          continue;
        }
        failures += 1;
        status.block(describeError(error).split('\n')[0] ?? null);
        // A host that is none of its platform is its operator's to see, each time.
        const wrongHost = error instanceof PlumblineError && error.code === 'DEVICE_MISSING';
        if (failures === 1 || wrongHost) log.warn('cannot take work; trying again', { error: describeError(error) });
      }
      if (failures > 0) await clock.sleep(pauseMs(failures), stopping.signal);
    }
  }

  async function work(job: Job): Promise<{ healthy: boolean }> {
    log.info('took a job', { job: job.jobId, kind: job.kind });
    const ended = status.began(job.jobId, job.kind);
    try {
      return await workOnJob(deps, job, ending);
    } finally {
      ended();
    }
  }

  const health: HealthEndpoint | null =
    settings.health === null
      ? null
      : await startHealth({
          address: settings.health,
          version: options.version ?? 'unknown',
          platform,
          host,
          status: () => status.read(),
          pingEngine: () => containers.ping(),
          spool: home.spool,
          clock,
        });
  const loops = [
    keepReaping({ containers, active, host, home: home.label, clock, log }, stopping.signal),
    spool.deliverLeftovers(stopping.signal).catch((error: unknown) => {
      log.error('what an earlier worker left could not be sent', { error: describeError(error) });
    }),
    checkpoints.keepSweeping(stopping.signal),
    ...Array.from({ length: settings.concurrency }, claimLoop),
  ];
  const done = Promise.all(loops)
    .then(() => health?.close())
    .then(() => deps.datasets.close())
    .then(() => home.leave());

  return {
    done,
    refused: () => refusal,
    health: health?.url ?? null,
    async stop(drainMs) {
      status.drain();
      stopping.abort();
      const inTime = new AbortController();
      await Promise.race([done, clock.sleep(drainMs, inTime.signal)]);
      inTime.abort();
      drained.abort();
      await done;
    },
  };
}
