import { describeError, PlumblineError } from '../services/core/errors.ts';
import type { ExperimentStep, Job, RunOrder } from '../services/core/model/job.ts';
import { isInfrastructure } from '../services/core/model/run.ts';
import { steadyClock } from '../services/core/planning/steady-clock.ts';
import type { WorkerDoor } from '../services/core/ports/door.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { pauseMs } from './spool/backoff.ts';
import type { Spool } from './spool/spool.ts';
import { type TrainerDeps, train } from './trainer.ts';

/** Runs of one experiment; the judge stops it long before. */
const STEPS_MAX = 1000;
/** Time for handing back what is left of a job when the worker goes, in milliseconds. */
const HAND_BACK_MS = 2000;

export interface JobDeps extends TrainerDeps {
  readonly door: WorkerDoor;
  readonly spool: Spool;
  readonly heartbeatMs?: number;
}

/** How the worker's own end reaches a job. */
export interface Ending {
  /** Nothing new is begun: an experiment gets no further run. */
  readonly stopping: AbortSignal;
  /** The time to finish is over: containers are stopped and jobs handed back. */
  readonly drained: AbortSignal;
}

/** `healthy`: the machine did its part, whatever the benchmark did. */
export interface JobEnd {
  readonly healthy: boolean;
}

/** Works on one claimed job to its end, keeping its claim alive all the while. */
export async function workOnJob(given: JobDeps, job: Job, ending: Ending): Promise<JobEnd> {
  // Whatever a job measures is measured with a clock that nobody sets.
  const deps = { ...given, clock: steadyClock(given.clock) };
  const { door, clock, log } = deps;
  const heartbeat = startHeartbeat({
    door,
    jobId: job.jobId,
    fence: job.fence,
    clock,
    log,
    drained: ending.drained,
    ...(deps.heartbeatMs === undefined ? {} : { everyMs: deps.heartbeatMs }),
  });
  try {
    if (job.kind === 'run') return await workOnRun(deps, job, job.run, heartbeat, ending);
    return await workOnExperiment(deps, job, heartbeat, ending);
  } finally {
    await heartbeat.end();
  }
}

type Claim = Pick<Job, 'jobId' | 'fence'>;
type RunEnd = JobEnd & { readonly kept: boolean };

/** Trains and hands the end in; `kept` is false when the claim is no longer ours. */
async function workOnRun(
  deps: JobDeps,
  claim: Claim,
  order: RunOrder,
  heartbeat: Heartbeat,
  ending: Ending,
): Promise<RunEnd> {
  const { jobId, fence } = claim;
  const { runId, attempt } = order;
  const outbox = await deps.spool.open(jobId, runId, attempt);
  const proof = { fence, runId, attempt };
  const end = await train(
    deps,
    order,
    {
      log: (offset, text) => outbox.put({ kind: 'log', jobId, body: { ...proof, offset, text } }),
      samples: (first, samples) =>
        outbox.put({ kind: 'samples', jobId, body: { ...proof, first, samples: [...samples] } }),
      telemetry: (first, rows) => outbox.put({ kind: 'telemetry', jobId, body: { ...proof, first, rows: [...rows] } }),
    },
    heartbeat.signal,
  );
  if (end.abandoned !== null) {
    // The runs of an experiment have new ids when it goes on: nobody would come back for their checkpoints.
    await end.remove(jobId === runId);
    deps.log.warn('a run was given up', { run: runId, attempt, reason: end.abandoned });
    const bound = AbortSignal.timeout(HAND_BACK_MS);
    await outbox.settled(bound);
    if (end.abandoned === 'drain') await handBack(deps, claim);
    return { healthy: true, kept: false };
  }
  await outbox.put({ kind: 'report', jobId, body: { ...end.report, fence } });
  const failed = isInfrastructure(end.report.outcome);
  const [{ lost }] = await Promise.all([outbox.settled(ending.drained), end.remove(failed && jobId === runId)]);
  deps.log.info('a run ended', { run: runId, attempt, outcome: end.report.outcome });
  return { healthy: !failed, kept: !lost && !heartbeat.signal.aborted };
}

/** Asks for the next run until told to stop: all of an experiment's pairs are trained on this host. */
async function workOnExperiment(deps: JobDeps, claim: Claim, heartbeat: Heartbeat, ending: Ending): Promise<JobEnd> {
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    if (ending.stopping.aborted) break;
    const step = await nextStep(deps, claim, heartbeat.signal);
    if (step === null) return { healthy: true };
    if (step.kind === 'stop') {
      deps.log.info('an experiment ended', { experiment: claim.jobId, reason: step.reason });
      return { healthy: true };
    }
    const { kept } = await workOnRun(deps, claim, step.run, heartbeat, ending);
    if (!kept) return { healthy: true };
  }
  await handBack(deps, claim);
  return { healthy: true };
}

/** The API's answer, however long it is away; null when the work must stop instead. */
async function nextStep(deps: JobDeps, claim: Claim, stop: AbortSignal): Promise<ExperimentStep | null> {
  for (let tries = 1; !stop.aborted; tries += 1) {
    try {
      return await deps.door.next(claim.jobId, claim.fence);
    } catch (error) {
      deps.log.warn('no next run of an experiment', { experiment: claim.jobId, error: describeError(error) });
      if (error instanceof PlumblineError && !error.retryable) break;
      await deps.clock.sleep(pauseMs(tries), stop);
    }
  }
  if (stop.reason !== 'lost') await handBack(deps, claim);
  return null;
}

/** Best effort: a job that cannot be handed back comes back when its lease runs out. */
async function handBack(deps: JobDeps, claim: Claim): Promise<void> {
  const done = new AbortController();
  const released = deps.door
    .release(claim.jobId, claim.fence)
    .catch((error: unknown) => deps.log.warn('a job was not handed back', { error: describeError(error) }));
  await Promise.race([released, deps.clock.sleep(HAND_BACK_MS, done.signal)]);
  done.abort();
}
