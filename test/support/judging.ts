import { readFileSync } from 'node:fs';
import type { ExperimentRun } from '../../services/core/model/experiment.ts';
import type { Metric } from '../../services/core/model/metric.ts';
import type { Outcome } from '../../services/core/model/run.ts';
import type { NightRun } from '../../services/core/ports/store-nights.ts';
import type { Run } from '../../services/core/ports/store-runs.ts';
import { aRun, NOON } from './builders.ts';

// What the tests of statistics and judge share: reference tables, seeded noise, runs of experiments.

type Row = readonly number[];
type Tables = Readonly<
  Record<
    | 'logGamma'
    | 'logBeta'
    | 'incompleteBeta'
    | 'studentTail'
    | 'studentDensity'
    | 'studentQuantile'
    | 'fisherTail'
    | 'fisherCdf'
    | 'fisherDensity'
    | 'fisherQuantile'
    | 'binomialMass'
    | 'binomialTail'
    | 'binomialCdf'
    | 'binomialQuantile'
    | 'exactInterval'
    | 'normalTail'
    | 'normalQuantile'
    | 'shiftEvidence',
    readonly Row[]
  >
>;

/** Values made with mpmath and scipy; how, stands in the file beside. */
export const reference = JSON.parse(
  readFileSync(new URL('../fixtures/statistics/reference.json', import.meta.url), 'utf8'),
) as Tables;

/** Largest relative difference between a function and the last column of a table over its other columns. */
export function worst(rows: readonly Row[], f: (...values: number[]) => number): number {
  return Math.max(
    ...rows.map((row) => {
      const expected = row.at(-1) as number;
      const difference = Math.abs(f(...row.slice(0, -1)) - expected);
      return expected === 0 ? difference : difference / Math.abs(expected);
    }),
  );
}

/** Seeded uniform numbers in [0, 1): the 64-bit linear congruence of Knuth's MMIX, its upper 53 bits. */
export function uniform(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    return Number(state >> 11n) / 2 ** 53;
  };
}

/** Seeded standard normal noise (Box and Muller). */
export function normalNoise(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Seeded noise with heavy tails: Student's t with 3 degrees of freedom, scaled to variance 1. */
export function heavyNoise(seed: number): () => number {
  const normal = normalNoise(seed);
  return () => normal() / Math.sqrt(normal() ** 2 + normal() ** 2 + normal() ** 2);
}

/** A run of an experiment that measured `value`, or ended in `outcome` without it. */
export function trial(
  pair: number,
  arm: 'good' | 'bad',
  value: number | null,
  change: { metric?: string; outcome?: Outcome; seed?: number } = {},
): ExperimentRun {
  return {
    runId: `run_${arm}${String(pair).padStart(6, '0')}`,
    pair,
    arm,
    seed: change.seed ?? 100 + pair,
    outcome: change.outcome ?? (value === null ? 'exit-nonzero' : 'measured'),
    detail: value === null ? 'exit code 1' : '',
    measurements: value === null ? [] : [{ metric: change.metric ?? 'accuracy', value, unit: 'share' }],
  };
}

/** A run of a night as the judge reads it: one value a metric, or an outcome without values. */
export function nightRun(
  seed: number,
  values: Readonly<Record<string, number>>,
  change: Partial<Run> & { metrics?: readonly Metric[] } = {},
): NightRun {
  const run: Run = {
    ...aRun({ id: `run_0000000${seed}`, purpose: 'night', nightId: 'night_00000001', seed }),
    state: 'ended',
    outcome: Object.keys(values).length === 0 ? 'exit-nonzero' : 'measured',
    detail: '',
    exitCode: 0,
    attempt: 1,
    startedAt: NOON,
    endedAt: NOON,
    host: 'host-a',
    stackFingerprint: null,
    hostFingerprint: null,
    tainted: [],
    logBytes: 0,
    logDropped: 0,
    cancelRequested: false,
    ...change,
  };
  return { run, measurements: Object.entries(values).map(([metric, value]) => ({ metric, value, unit: 'unit' })) };
}
