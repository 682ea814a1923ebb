import type { Host, Stack } from '../../services/core/model/environment.ts';
import type { Experiment } from '../../services/core/model/experiment.ts';
import type { Basis, Incident } from '../../services/core/model/incident.ts';
import type { RunReport } from '../../services/core/model/job.ts';
import type { Metric } from '../../services/core/model/metric.ts';
import type { Night } from '../../services/core/model/night.ts';
import type { Pins } from '../../services/core/model/pins.ts';
import type { Point, Series, StoredBand, Verdict } from '../../services/core/model/series.ts';
import type { JobStore, NewRun } from '../../services/core/ports/store-runs.ts';

// Small valid documents of the model; every builder takes what a test cares about and fills in the rest.

export const NOON = '2026-03-01T12:00:00.000Z';

/** `NOON` moved by seconds. */
export function noon(seconds = 0): string {
  return new Date(Date.parse(NOON) + 1000 * seconds).toISOString();
}

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

export function aMetric(change: Partial<Metric> = {}): Metric {
  return {
    name: 'accuracy',
    kind: 'quality',
    unit: 'share',
    direction: 'higher',
    scale: 'rate',
    source: { format: 'mllog', key: 'eval_accuracy', reduce: 'last', warmup: 0 },
    testSize: 1000,
    minEffect: 0.01,
    ...change,
  };
}

export function somePins(change: Partial<Pins> = {}): Pins {
  return {
    schemaVersion: 1,
    benchmark: 'digits',
    methodVersion: 1,
    platform: 'cpu-x86_64',
    image: { reference: digest('1'), kind: 'image-id' },
    base: { reference: digest('2'), kind: 'image-id' },
    lock: { digest: digest('3'), packages: { numpy: '1.26.4' } },
    code: { 'train.py': 'c'.repeat(64) },
    command: ['python', 'train.py'],
    config: { epochs: 3 },
    env: { OMP_NUM_THREADS: '1' },
    dataset: {
      name: 'digits',
      version: '1',
      digest: digest('4'),
      source: { kind: 'file' },
      files: [{ path: 'digits.csv', sha256: 'd'.repeat(64), bytes: 100 }],
    },
    ...change,
  };
}

export function aRun(change: Partial<NewRun> = {}): NewRun {
  return {
    id: 'run_00000001',
    project: 'default',
    purpose: 'manual',
    nightId: null,
    experiment: null,
    seed: 1,
    priority: 10,
    pins: somePins(),
    limits: { timeoutSeconds: 60, memoryMiB: 512, cpus: 1, pids: 64, shmMiB: 64, tmpMiB: 64 },
    metrics: [aMetric()],
    createdAt: NOON,
    ...change,
  };
}

export function aNight(change: Partial<Night> = {}): Night {
  return {
    id: 'night_00000001',
    project: 'default',
    schedule: 'nightly',
    instant: NOON,
    plannedAt: NOON,
    deadline: noon(3600),
    state: 'open',
    note: '',
    ...change,
  };
}

export function aStack(change: Partial<Stack> = {}): Stack {
  return {
    schemaVersion: 1,
    os: 'Debian GNU/Linux 12 (bookworm)',
    osPackages: { libc6: '2.36-9+deb12u9' },
    python: '3.11.2',
    packages: { numpy: '1.26.4' },
    lock: digest('3'),
    imageEnv: {},
    env: { OMP_NUM_THREADS: '1' },
    code: { 'train.py': 'c'.repeat(64) },
    command: ['python', 'train.py'],
    config: { epochs: 3 },
    dataset: { name: 'digits', version: '1', files: { 'digits.csv': 'd'.repeat(64) } },
    harness: '1',
    ...change,
  };
}

export function aHost(change: Partial<Host> = {}): Host {
  return {
    schemaVersion: 1,
    host: 'host-a',
    kernel: '6.1.0',
    cpuModel: 'Some CPU',
    microcode: '0x1',
    governor: 'performance',
    cpus: 2,
    memoryMiB: 4096,
    engine: { docker: '20.10.24' },
    accelerators: [],
    libraries: {},
    alternatives: {},
    ...change,
  };
}

export function aReport(change: Partial<RunReport> = {}): RunReport {
  return {
    fence: 'fence-1',
    runId: 'run_00000001',
    attempt: 1,
    outcome: 'measured',
    detail: '',
    exitCode: 0,
    startedAt: noon(1),
    endedAt: noon(11),
    measurements: [{ metric: 'accuracy', value: 0.97, unit: 'share' }],
    stack: aStack(),
    host: aHost(),
    tainted: [],
    logBytes: 0,
    logDropped: 0,
    ...change,
  };
}

export function aLease(change: Partial<Parameters<JobStore['lease']>[1]> = {}): Parameters<JobStore['lease']>[1] {
  return {
    fence: 'fence-1',
    workerId: 'wrk_1',
    host: 'host-a',
    platform: 'cpu-x86_64',
    leaseUntil: noon(60),
    now: NOON,
    ...change,
  };
}

export function aSeries(change: Partial<Series> = {}): Series {
  return {
    id: 'ser_00000001',
    project: 'default',
    benchmark: 'digits',
    methodVersion: 1,
    platform: 'cpu-x86_64',
    metric: 'accuracy',
    definition: aMetric(),
    ...change,
  };
}

export function aBand(change: Partial<StoredBand> = {}): StoredBand {
  return {
    id: 'band_00000001',
    seriesId: 'ser_00000001',
    kind: 'declared',
    low: 0.95,
    high: 0.99,
    centre: 0.97,
    deviation: 0.005,
    runs: 10,
    reason: 'declared from 10 seeds',
    madeAt: NOON,
    hosts: [],
    offsets: {},
    retired: false,
    ...change,
  };
}

export function aPoint(change: Partial<Point> = {}): Point {
  return {
    seriesId: 'ser_00000001',
    nightId: 'night_00000001',
    at: NOON,
    value: 0.97,
    spread: 0.001,
    runs: 3,
    planned: 3,
    missed: 0,
    hosts: [{ host: 'host-a', value: 0.97, runs: 3 }],
    tainted: false,
    ...change,
  };
}

export function aVerdict(change: Partial<Verdict> = {}): Verdict {
  return {
    seriesId: 'ser_00000001',
    nightId: 'night_00000001',
    kind: 'in-band',
    reason: '0.97 lies in 0.95 to 0.99',
    band: null,
    suspicious: false,
    ...change,
  };
}

export function anIncident(change: Partial<Incident> = {}): Incident {
  return {
    id: 'inc_00000001',
    project: 'default',
    benchmark: 'digits',
    platform: 'cpu-x86_64',
    methodVersion: 1,
    state: 'suspected',
    side: 'unknown',
    openedAt: NOON,
    updatedAt: NOON,
    nightId: 'night_00000001',
    goodNightId: null,
    dates: [NOON],
    leaderId: null,
    series: [
      {
        seriesId: 'ser_00000001',
        metric: 'accuracy',
        unit: 'share',
        direction: 'below',
        value: 0.9,
        low: 0.95,
        high: 0.99,
        basis: null,
        confirmation: null,
      },
    ],
    suspects: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
    experimentId: null,
    cleanNights: 0,
    searchId: null,
    cause: null,
    reason: 'accuracy fell out of its band',
    ...change,
  };
}

/** What a suspicion rests on: by default 20 nights around 0 with deviation 1, and nothing recent. */
export function aBasis(change: Partial<Basis> = {}): Basis {
  return {
    rule: 'shift',
    centre: 0,
    baseline: { count: 20, mean: 0, squares: 19 },
    recent: { count: 0, mean: 0, squares: 0 },
    nights: 1,
    z: 0,
    ...change,
  };
}

export function anExperiment(change: Partial<Experiment> = {}): Experiment {
  return {
    id: 'exp_00000001',
    project: 'default',
    incidentId: null,
    benchmark: 'digits',
    platform: 'cpu-x86_64',
    state: 'queued',
    createdAt: NOON,
    good: somePins(),
    bad: somePins({ lock: { digest: digest('5'), packages: { numpy: '2.0.0' } } }),
    seriesIds: ['ser_00000001'],
    maxPairs: 5,
    candidates: 1,
    continues: null,
    seeds: [11, 12, 13, 14, 15],
    reason: '',
    host: null,
    trial: null,
    ...change,
  };
}
