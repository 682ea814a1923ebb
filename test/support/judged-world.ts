import type { Test } from 'tap';
import { nextStep } from '../../services/core/judge/experiment-step.ts';
import type { Benchmark } from '../../services/core/model/benchmark.ts';
import type { Host, Stack } from '../../services/core/model/environment.ts';
import type { Metric } from '../../services/core/model/metric.ts';
import type { Pins } from '../../services/core/model/pins.ts';
import type { Outcome } from '../../services/core/model/run.ts';
import { PRIORITY } from '../../services/core/planning/priority.ts';
import type { Store } from '../../services/core/ports/store.ts';
import type { NewRun } from '../../services/core/ports/store-runs.ts';
import { createJudge } from '../../services/judge/loop.ts';
import { aHost, aNight, aReport, aStack } from './builders.ts';
import { fakeQueue } from './fake-queue.ts';
import { catalogOf, countingIds, keptLog, manifest, pinsOf, setClock } from './planning.ts';
import { temporaryStore } from './store.ts';

/** What a run of given pins and seed gives: the first metric of its benchmark, or the outcome of one that failed. */
export type Model = (pins: Pins, seed: number) => number | Outcome | Failure;
/** A failure with the worker's sentence about it. */
export interface Failure {
  readonly outcome: Outcome;
  readonly detail: string;
}

export const DAY_MS = 86_400_000;
export const BENCHMARK = manifest('mlp');
export const GOOD = pinsOf(BENCHMARK);
export const BAD = pinsOf(BENCHMARK, 'cpu-x86_64', {
  lock: { digest: GOOD.lock.digest, packages: { numpy: '2.0.0' } },
});

/** A judge with a real store in memory, and stand-ins for the worker and the scheduler around it. */
export async function judgedWorld(t: Test, benchmarks: readonly Benchmark[] = [BENCHMARK]) {
  const store = await temporaryStore(t);
  const [clock, ids, log, queue] = [setClock('2026-11-01T02:30:00.000Z'), countingIds(), keptLog(), fakeQueue()];
  const config = { project: 'default', maxPairs: 6, calibrationRuns: 6 };
  const judge = createJudge({
    store,
    queue,
    catalog: { load: async () => catalogOf(...benchmarks) },
    clock,
    ids,
    log,
    config,
  });
  /** What differs of a host from the usual one, by its name. */
  const hosts: Record<string, Partial<Host>> = {};
  /** What is observed inside an image, by its reference; else its packages are those of the lock. */
  const images: Record<string, Partial<Stack>> = {};
  const now = () => clock.now().toISOString();
  const benchmarkOf = (pins: Pins): Benchmark => benchmarks.find(({ name }) => name === pins.benchmark) ?? BENCHMARK;

  const lease = async (jobId: string, host = 'host-a') => {
    const fence = ids.secret();
    const leaseUntil = new Date(clock.now().getTime() + 60_000).toISOString();
    const taken = await store.jobs.lease(jobId, {
      fence,
      workerId: 'wrk_1',
      host,
      platform: 'cpu-x86_64',
      leaseUntil,
      now: now(),
    });
    if (!taken) throw new Error(`${jobId} cannot be leased`);
    return fence;
  };
  const report = async (
    run: Pick<NewRun, 'id' | 'pins' | 'seed' | 'metrics'>,
    fence: string,
    model: Model,
    host = 'host-a',
  ) => {
    clock.advance(1000);
    const result = model(run.pins, run.seed);
    const measured = typeof result === 'number';
    const [{ name, unit }] = run.metrics as readonly [Metric];
    await store.runs.report(
      aReport({
        ...{ fence, runId: run.id, attempt: 1, startedAt: now(), endedAt: now() },
        outcome: measured ? 'measured' : typeof result === 'string' ? result : result.outcome,
        detail: typeof result === 'object' ? result.detail : '',
        measurements: measured ? [{ metric: name, value: result, unit }] : [],
        stack: aStack({ packages: run.pins.lock.packages, ...images[run.pins.image.reference] }),
        host: aHost({ host, ...hosts[host] }),
      }),
      now(),
    );
  };
  const plan = (purpose: NewRun['purpose'], pins: Pins, seed: number, nightId: string | null): NewRun => ({
    ...{ id: ids.next('run'), project: 'default', purpose, nightId, experiment: null, seed, pins },
    ...{ priority: PRIORITY[purpose], limits: BENCHMARK.limits, metrics: benchmarkOf(pins).metrics, createdAt: now() },
  });

  return {
    ...{ store, clock, ids, log, queue, judge, lease, report, hosts, images },
    /** Runs a calibration of `count` seeds. */
    async calibrate(count: number, model: Model, pins: Pins = GOOD) {
      const runs = Array.from({ length: count }, (_, at) => plan('calibration', pins, 500 + at, null));
      await store.runs.create(runs);
      for (const run of runs) await report(run, await lease(run.id), model);
    },
    /** Plans the next night and runs it, on several hosts in turn; a model that is null leaves the runs waiting. */
    async night(pins: Pins | readonly Pins[], model: Model | null, host: string | readonly string[] = 'host-a') {
      clock.advance(DAY_MS);
      const night = aNight({
        id: ids.next('night'),
        instant: now(),
        plannedAt: now(),
        deadline: new Date(clock.now().getTime() + 3_600_000).toISOString(),
      });
      const all = [pins].flat();
      const runs = all.flatMap((one) => benchmarkOf(one).seeds.map((seed) => plan('night', one, seed, night.id)));
      await store.nights.plan(night, runs);
      const hosts = [host].flat();
      for (const [at, run] of (model ? runs : []).entries()) {
        const own = hosts[at % hosts.length] as string;
        await report(run, await lease(run.id, own), model as Model, own);
      }
      return night;
    },
    /** Does one experiment as a worker would. */
    async experimentOf(id: string, model: Model) {
      await runExperiment(store, id, await lease(id), model);
    },
    /** Does the experiment that waits in the queue as a worker would, and returns its id. */
    async experiment(model: Model) {
      const job = await queue.claim('cpu-x86_64', 'token', 0);
      if (!job) throw new Error('no experiment waits');
      await queue.complete('cpu-x86_64', job.jobId, 'token');
      await runExperiment(store, job.jobId, await lease(job.jobId), model);
      return job.jobId;
    },
  };

  async function runExperiment(store: Store, id: string, fence: string, model: Model) {
    const experiment = await store.experiments.get(id);
    if (!experiment) throw new Error(`${id} is not stored`);
    const bands = await store.series.bands(experiment.seriesIds);
    const incident = await store.incidents.get(experiment.incidentId ?? '');
    const all = await store.series.list('default');
    const series = all.filter((entry) => experiment.seriesIds.includes(entry.id));
    for (;;) {
      const step = nextStep(
        experiment,
        await store.experiments.runs(id),
        series.map((entry) => ({
          series: entry,
          band: bands.get(entry.id) ?? null,
          basis: incident?.series.find(({ seriesId }) => seriesId === entry.id)?.basis ?? null,
        })),
      );
      if (step.kind === 'stop') return await store.experiments.end(id, fence, step.reason, now());
      const run = {
        ...plan('experiment', experiment[step.arm], step.seed, null),
        experiment: { id, pair: step.pair, arm: step.arm },
      };
      await report(await store.jobs.startInExperiment(run, id, fence, now()), fence, model);
    }
  }
}
