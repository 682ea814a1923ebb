import { describeError, PlumblineError } from '../services/core/errors.ts';
import type { Host, Stack } from '../services/core/model/environment.ts';
import type { RunOrder, RunReport } from '../services/core/model/job.ts';
import type { Measurement } from '../services/core/model/run.ts';
import { devicesOf } from '../services/core/model/worker.ts';
import type { Clock, Log } from '../services/core/ports/base.ts';
import type { Checkpoint, Checkpoints } from './checkpoints/checkpoints.ts';
import type { DatasetCache } from './datasets/cache.ts';
import type { Gone, SlotNeed, Slots } from './devices/slots.ts';
import type { ContainerClient } from './docker/container-client.ts';
import { describeHost, type HostFacts } from './environment/host.ts';
import { type LibraryCache, watchLibraries } from './environment/libraries.ts';
import type { ImageProbes } from './environment/probe-image.ts';
import { execute } from './execute.ts';
import type { StopReason } from './heartbeat.ts';
import { createRunLog, type RunLog, type RunLogSink } from './log/run-log.ts';
import type { NoiseControl } from './noise/control.ts';
import {
  type Classified,
  type ContainerEnd,
  classifyEnd,
  classifyFailure,
  classifyMetrics,
  isUnfinished,
  withLastWords,
} from './outcome.ts';
import { unpinned } from './pinned.ts';
import { gather, prepare } from './prepare.ts';
import type { ActiveRuns } from './reaper.ts';
import type { TelemetrySink } from './telemetry/telemetry.ts';
import { unlessStopped } from './unless-stopped.ts';
import { type RunWatch, watchRun } from './watch-run.ts';

export interface TrainerDeps {
  readonly containers: ContainerClient;
  readonly datasets: DatasetCache;
  readonly probes: ImageProbes;
  readonly libraries: LibraryCache;
  readonly slots: Slots;
  /** Repositories that images may be pulled from; empty: any. */
  readonly imageOrigins: readonly string[];
  readonly checkpoints: Checkpoints;
  readonly noise: NoiseControl;
  readonly active: ActiveRuns;
  readonly host: string;
  /** Value of the label that tells this worker from others of the host. */
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** How an attempt ended: the report, but for the proof of the claim. */
export interface TrainEnd {
  readonly report: Omit<RunReport, 'fence'>;
  /** Set when the work was stopped before its end and there is no result to report. */
  readonly abandoned: Exclude<StopReason, 'cancel'> | null;
  /**
   * Removes the container; called after the report, which need not wait for it. `resumable`: a further attempt at the run
   * is to come, and its checkpoints are kept. Never fails.
   */
  readonly remove: (resumable: boolean) => Promise<void>;
}

/** What is known of an attempt while it goes on. */
interface Attempt {
  containerId: string | null;
  checkpoint: Checkpoint | null;
  stack?: Stack;
  host?: Host;
  tainted: string[];
  exitCode: number | null;
  /** Why we ended its container, if we did. */
  killedBy: ContainerEnd['killedBy'];
  startedAt: Date;
  endedAt: Date | null;
}

/**
 * Carries out one order: refuses what is not pinned, prepares image and data, trains in the sandbox, and says how it
 * ended in the words of DESIGN.md decision 4. Never fails: what goes wrong is an outcome.
 */
export async function train(
  deps: TrainerDeps,
  order: RunOrder,
  sink: RunLogSink & TelemetrySink,
  stop: AbortSignal,
): Promise<TrainEnd> {
  const { clock } = deps;
  const runLog = createRunLog({ metrics: order.metrics, sink, clock });
  const attempt: Attempt = {
    containerId: null,
    checkpoint: null,
    tainted: [],
    exitCode: null,
    killedBy: null,
    startedAt: clock.now(),
    endedAt: null,
  };
  const release = deps.active.add(order.runId, order.attempt);
  let classified: Classified;
  let measurements: Measurement[] = [];
  try {
    const end = await carryOut(deps, order, attempt, runLog, sink, stop);
    await runLog.end();
    classified = end === null ? classifyMetrics(runLog.reduce()) : withLastWords(end, runLog.lastWords());
    if (classified.outcome === 'measured') measurements = runLog.reduce().measurements;
  } catch (error) {
    await runLog.end().catch(() => undefined);
    classified = stop.aborted && stop.reason === 'cancel' ? CANCELLED : classifyFailure(error);
    if (classified.outcome === 'worker-error') deps.log.error('a run failed', { error: describeError(error) });
  }
  const unfinished = isUnfinished(attempt.exitCode, attempt.killedBy, classified.outcome);
  return {
    report: {
      runId: order.runId,
      attempt: order.attempt,
      outcome: classified.outcome,
      detail: [attempt.checkpoint?.note, classified.detail].filter(Boolean).join('; ').slice(0, 2000),
      exitCode: attempt.exitCode,
      startedAt: attempt.startedAt.toISOString(),
      endedAt: (attempt.endedAt ?? clock.now()).toISOString(),
      measurements,
      ...(attempt.stack === undefined ? {} : { stack: attempt.stack }),
      ...(attempt.host === undefined ? {} : { host: attempt.host }),
      tainted: attempt.tainted,
      ...runLog.counts(),
    },
    abandoned: stop.aborted && stop.reason !== 'cancel' && unfinished ? (stop.reason as 'lost' | 'drain') : null,
    async remove(resumable) {
      const { containerId, checkpoint } = attempt;
      try {
        if (containerId !== null) await deps.containers.remove(containerId);
      } catch (error) {
        deps.log.warn('a container could not be removed; the reaper will', { error: describeError(error) });
      }
      await checkpoint?.close(!resumable);
      release();
    },
  };
}

const CANCELLED: Classified = { outcome: 'cancelled', detail: 'cancelled before it trained' };

/** Null: the container ended by itself with exit code 0, and its metrics say the rest. */
async function carryOut(
  deps: TrainerDeps,
  order: RunOrder,
  attempt: Attempt,
  runLog: RunLog,
  sink: TelemetrySink,
  stop: AbortSignal,
): Promise<Classified | null> {
  const loose = unpinned(order);
  if (loose !== null) throw new PlumblineError('NOT_PINNED', loose);
  const { limits } = order;
  const need: SlotNeed = { devices: devicesOf(limits), cpus: limits.cpus, memoryMiB: limits.memoryMiB };
  await deps.slots.check(need);
  let lease = await deps.slots.take({ ...need, devices: 0 }, stop);
  try {
    const materials = await unlessStopped(gather(deps, order, lease.cpus, stop), stop);
    if (need.devices > 0) {
      // Only now: nobody waits for a download with eight devices in hand.
      lease.giveBack();
      lease = await deps.slots.take(need, stop);
    }
    const { cpus } = lease;
    const prepared = await prepare(deps, order, materials, lease);
    attempt.stack = prepared.stack;
    const { containers, clock } = deps;
    const checkpoint = await deps.checkpoints.open(order, prepared.sandbox, stop);
    attempt.checkpoint = checkpoint;
    const containerId = await containers.create(checkpoint.sandbox);
    attempt.containerId = containerId;
    const pid = async () => (await containers.inspect(containerId))?.pid ?? 0;
    const quiet = await deps.noise.enter(order.runId, lease.devices, stop);
    let machine: RunWatch | undefined;
    const watch = watchLibraries({
      pid,
      imageId: prepared.sandbox.image,
      cache: deps.libraries,
      clock,
    });
    let facts: Promise<HostFacts> | undefined;
    try {
      const timeoutMs = limits.timeoutSeconds * 1000;
      const run = await execute(
        deps,
        containerId,
        { timeoutMs, graceMs: checkpoint.graceMs },
        checkpoint.stop,
        () => {
          attempt.startedAt = clock.now();
          const { devices } = lease;
          const options = { pid, containerId, cpus, limit: limits.cpus, devices, sink, clock, log: deps.log };
          machine = watchRun(options, quiet.taints);
          // While it trains, so that nobody waits for it.
          facts = describeHost(deps.host, () => containers.facts(), lease.devices);
        },
        (chunk) => {
          watch.prompt();
          return runLog.push(chunk);
        },
      );
      attempt.exitCode = run.end.exitCode;
      attempt.killedBy = run.end.killedBy;
      attempt.startedAt = run.startedAt;
      attempt.endedAt = run.endedAt;
      const overrun = run.end.killedBy === 'checkpoint' ? checkpoint.overrun() : null;
      return overrun ?? classifyEnd(run.end, limits);
    } finally {
      attempt.tainted = (await machine?.end()) ?? [];
      await quiet.leave();
      const libraries = await watch.end();
      if (facts !== undefined) {
        attempt.host = { ...(await facts), libraries: { ...libraries }, alternatives: prepared.alternatives };
      }
    }
  } finally {
    lease.giveBack(goneOf(deps, attempt));
  }
}

/** Set when a container was made and nobody saw its end: an engine in trouble may run it still. */
function goneOf({ containers }: TrainerDeps, { containerId, exitCode }: Attempt): Gone | undefined {
  if (containerId === null || exitCode !== null) return undefined;
  return async () => (await containers.inspect(containerId)) === null;
}
