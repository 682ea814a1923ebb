import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { describeError } from '../services/core/errors.ts';
import type { Job } from '../services/core/model/job.ts';
import { DEFAULT_WORKER_SETTINGS, type WorkerSettings } from '../services/core/model/worker.ts';
import type { Clock, Ids, Log } from '../services/core/ports/base.ts';
import type { WorkerDoor } from '../services/core/ports/door.ts';
import { createCheckpoints } from './checkpoints/checkpoints.ts';
import { createCpuPool } from './cpu-pool.ts';
import { createDatasetCache } from './datasets/cache.ts';
import { createDockerClient } from './docker/docker-container-client.ts';
import { readCpuList } from './environment/cpu.ts';
import { createImageProbes } from './environment/probe-image.ts';
import { enterHome } from './home.ts';
import { type JobDeps, workOnJob } from './job.ts';
import { createActiveRuns, keepReaping } from './reaper.ts';
import { pauseMs } from './spool/backoff.ts';
import { openSpool } from './spool/spool.ts';

/** How long the API may hold a claim, in milliseconds. */
const CLAIM_WAIT_MS = 25_000;
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
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly heartbeatMs?: number;
}

export interface Worker {
  /** Claims nothing more; what runs may finish within `drainMs`, then it is stopped and handed back. */
  stop(drainMs: number): Promise<void>;
  /** Resolves when the worker has stopped. */
  readonly done: Promise<void>;
}

/**
 * Starts a worker: it asks the API for work of its platform, trains, and reports, until told to stop. CONFLICT when
 * another worker has the folder. An engine or an API that is away is waited for.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { door, platform, host, clock, log } = options;
  const settings: WorkerSettings = { ...DEFAULT_WORKER_SETTINGS, ...options.settings };
  const home = await enterHome(options.stateFolder);
  const containers = createDockerClient(clock, options.socketPath);
  const active = createActiveRuns();
  const spool = await openSpool({ root: home.spool, maxBytes: settings.spoolMiB * MIB, door, clock, log });
  const stopping = new AbortController();
  const drained = new AbortController();
  const deps: JobDeps = {
    door,
    spool,
  const checkpoints = createCheckpoints({ root: home.checkpoints, containers, clock, log });
    containers,
    active,
    host,
    clock,
    log,
    checkpoints,
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
    cpus: createCpuPool(await usableCpus()),
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
  };
  const workerId = options.ids.next('wrk');
  const ending = { stopping: stopping.signal, drained: drained.signal };

  /** Failures in a row of the API, the engine or the machine; each makes the pause before the next claim longer. */
  async function claimLoop(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const askedAt = clock.now().getTime();
      try {
        // A worker without an engine would take jobs only to fail them.
        await containers.ping();
        const job = await door.claim({ platform, host, workerId, waitMs: CLAIM_WAIT_MS }, stopping.signal);
        if (job === null) {
          failures = 0;
          if (clock.now().getTime() - askedAt < CLAIM_PAUSE_MS) await clock.sleep(CLAIM_PAUSE_MS, stopping.signal);
          continue;
        }
        if (stopping.signal.aborted) {
          await door.release(job.jobId, job.fence);
          break;
        }
        const { healthy } = await work(job);
        failures = healthy ? 0 : failures + 1;
      } catch (error) {
        if (stopping.signal.aborted) break;
        failures += 1;
        if (failures === 1) log.warn('cannot take work; trying again', { error: describeError(error) });
      }
      if (failures > 0) await clock.sleep(pauseMs(failures), stopping.signal);
    }
  }

  async function work(job: Job): Promise<{ healthy: boolean }> {
    log.info('took a job', { job: job.jobId, kind: job.kind });
    return workOnJob(deps, job, ending);
  }

  const loops = [
    keepReaping({ containers, active, host, home: home.label, clock, log }, stopping.signal),
    spool.deliverLeftovers(stopping.signal).catch((error: unknown) => {
      log.error('what an earlier worker left could not be sent', { error: describeError(error) });
    }),
    ...Array.from({ length: settings.concurrency }, claimLoop),
  ];
  const done = Promise.all(loops).then(() => home.leave());

    checkpoints.keepSweeping(stopping.signal),
  return {
    done,
    async stop(drainMs) {
      stopping.abort();
      const inTime = new AbortController();
      await Promise.race([done, clock.sleep(drainMs, inTime.signal)]);
      inTime.abort();
      drained.abort();
      await done;
    },
  };
}

/** The processors that this process may run on, and so its containers. */
async function usableCpus(): Promise<readonly number[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  const cpus = readCpuList(list);
  return cpus.length > 0 ? cpus : Array.from({ length: availableParallelism() }, (_, cpu) => cpu);
}
