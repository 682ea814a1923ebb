import type { Metric } from '../../services/core/model/metric.ts';
import type { Point, Verdict } from '../../services/core/model/series.ts';
import type { Store } from '../../services/core/ports/store.ts';
import {
  aBand,
  aBasis,
  aHost,
  aMetric,
  aNight,
  anExperiment,
  anIncident,
  aPoint,
  aReport,
  aRun,
  aSeries,
  aStack,
  somePins,
} from './builders.ts';

export const NIGHTS = 12;
export const INCIDENT = 'inc_00000001';
export const EXPERIMENT = 'exp_00000001';
export const SPEED_SERIES = 'ser_00000002';

const throughput: Metric = aMetric({
  name: 'throughput',
  kind: 'speed',
  unit: 'examples/s',
  scale: 'positive',
  source: { format: 'mllog', key: 'tracked_stats.throughput', reduce: 'median', warmup: 1 },
  testSize: undefined,
  minEffect: 0.03,
});
const accuracy = aMetric();
const WIDE = { low: 37_000, high: 45_000 };

/** Minutes after the first instant of the sample's time. */
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 12, 2, 30) + minutes * 60_000).toISOString();
const DAY = 1440;
const nightId = (night: number) => `night_${String(night).padStart(8, '0')}`;

/**
 * Fills a store with twelve judged nights of one benchmark, whose speed falls to a third on the last one: points,
 * verdicts, a suspected incident with its experiment waiting, and two outbox entries. Numbers are made up for tests.
 */
export async function fillJudged(store: Store): Promise<void> {
  const [quality, speed] = [
    aSeries({ id: 'ser_00000001' }),
    aSeries({ id: SPEED_SERIES, metric: 'throughput', definition: throughput }),
  ];
  for (const { id, definition, ...key } of [quality, speed]) await store.series.ensure(key, definition, id);
  await store.series.putBand(aBand({ id: 'band_00000001', seriesId: quality.id }));
  await store.series.putBand(
    aBand({
      id: 'band_00000002',
      seriesId: speed.id,
      kind: 'calibrated',
      ...WIDE,
      centre: 40_800,
      deviation: 0.03,
      runs: 8,
      reason: 'calibrated from 8 runs on this platform',
    }),
  );
  const bands = await store.series.bands([quality.id, speed.id]);
  for (let night = 1; night <= NIGHTS; night++) await fillNight(store, night, bands);
}

async function fillNight(
  store: Store,
  night: number,
  bands: Awaited<ReturnType<Store['series']['bands']>>,
): Promise<void> {
  const instant = at((night - 1) * DAY);
  const bad = night === NIGHTS;
  const id = nightId(night);
  const runs = [1, 2, 3].map((seed) =>
    aRun({
      id: `run_${String(night * 10 + seed).padStart(8, '0')}`,
      purpose: 'night',
      nightId: id,
      seed,
      metrics: [accuracy, throughput],
      createdAt: instant,
      ...(bad
        ? { pins: somePins({ lock: { digest: `sha256:${'5'.repeat(64)}`, packages: { numpy: '2.0.0' } } }) }
        : {}),
    }),
  );
  await store.nights.plan(aNight({ id, instant, plannedAt: instant, deadline: at((night - 1) * DAY + 120) }), runs);
  const drift = Math.sin(night * 1.7) * 900;
  const speed = bad ? 13_600 : 40_800 + drift;
  const share = 0.971 + Math.cos(night * 2.3) * 0.004;
  for (const run of runs) await finish(store, run.id, night, run.seed, share, speed);
  await store.nights.closeDue(at((night - 1) * DAY + 121));
  const values = [
    ['ser_00000001', share, 'in-band', false],
    [SPEED_SERIES, speed, bad ? 'below' : 'in-band', bad],
  ] as const;
  const points = values.map(
    ([seriesId, value]): Point =>
      aPoint({ seriesId, nightId: id, at: instant, value, hosts: [{ host: 'host-a', value, runs: 3 }] }),
  );
  const verdicts = values.map(
    ([seriesId, value, kind, suspicious]): Verdict => ({
      seriesId,
      nightId: id,
      kind,
      suspicious,
      band: bands.get(seriesId) ?? null,
      reason: `${value.toFixed(3)} is ${kind} of its band`,
    }),
  );
  const nothing = { newIncidents: [], changedIncidents: [], events: [], experiments: [], outbox: [] };
  await store.nights.judge(id, { points, verdicts, ...nothing, ...(bad ? raised(id, instant) : {}) });
}

async function finish(
  store: Store,
  runId: string,
  night: number,
  seed: number,
  share: number,
  speed: number,
): Promise<void> {
  const start = at((night - 1) * DAY + seed);
  const fence = `fence-${runId}`;
  await store.jobs.lease(runId, {
    fence,
    workerId: 'wrk_1',
    host: 'host-a',
    platform: 'cpu-x86_64',
    leaseUntil: at((night - 1) * DAY + 60),
    now: start,
  });
  const text = `:::MLLOG {"key": "epoch_start", "value": 1}\n:::MLLOG {"key": "eval_accuracy", "value": ${share}}\n<script>alert("${seed}")</script>\n`;
  await store.runs.appendLog({ fence, runId, attempt: 1, offset: 0, text });
  const measurements = [
    { metric: 'accuracy', value: share + seed / 10_000, unit: 'share' },
    { metric: 'throughput', value: speed + seed * 10, unit: 'examples/s' },
  ];
  await store.runs.report(
    aReport({
      runId,
      fence,
      startedAt: start,
      endedAt: at((night - 1) * DAY + seed + 0.2),
      measurements,
      stack: aStack({ packages: { numpy: night === NIGHTS ? '2.0.0' : '1.26.4', scipy: '1.13.1' } }),
      host: aHost({
        libraries: { 'libopenblas.so.0': { path: '/usr/lib/libopenblas.so.0', buildId: 'abc123', bytes: 100 } },
      }),
      logBytes: text.length,
    }),
    at((night - 1) * DAY + seed + 0.3),
  );
}

function raised(id: string, instant: string) {
  const moved = {
    seriesId: SPEED_SERIES,
    metric: 'throughput',
    unit: 'examples/s',
    direction: 'below',
    value: 13_600,
    ...WIDE,
    basis: aBasis({
      rule: 'band',
      centre: Math.log(40_800),
      baseline: { count: 8, mean: 0, squares: 7 * 0.01 ** 2 },
      recent: { count: 1, mean: Math.log(13_600 / 40_800), squares: 0 },
    }),
    confirmation: null,
  } as const;
  const incident = anIncident({
    nightId: id,
    goodNightId: nightId(NIGHTS - 1),
    series: [moved],
    experimentId: EXPERIMENT,
    openedAt: instant,
    updatedAt: instant,
    reason: 'throughput fell to a third of its band; its confirmation waits',
  });
  const issue = {
    kind: 'open',
    title: 'digits on cpu-x86_64: throughput fell',
    body: 'It fell. <img src=x onerror=alert(1)>',
    labels: ['plumbline'],
  } as const;
  return {
    newIncidents: [incident],
    events: [
      { incidentId: incident.id, at: instant, from: null, to: 'suspected', actor: 'judge', reason: incident.reason },
    ] as const,
    experiments: [
      anExperiment({ incidentId: incident.id, seriesIds: [SPEED_SERIES], good: somePins(), createdAt: instant }),
    ],
    outbox: [{ id: 'out_00000001', incidentId: incident.id, action: issue, createdAt: instant }],
  };
}
