import { type Static, Type } from 'typebox';
import { closed, Name } from './base.ts';

/** What is measured: final quality, how fast, or what it cost (memory, energy). */
export const MetricKind = Type.Enum(['quality', 'speed', 'cost']);
/** Which way is better. `none`: neither; any departure is a finding. */
export const Direction = Type.Enum(['higher', 'lower', 'none']);
/**
 * How values spread. `rate`: a share in 0..1 with a binomial floor; `positive`: judged on logarithms, so a band is a
 * ratio; `count`: whole steps or epochs; `real`: anything else.
 */
export const Scale = Type.Enum(['rate', 'positive', 'count', 'real']);
/** How the samples inside a run become the one measurement. */
export const Reduction = Type.Enum(['last', 'first', 'min', 'max', 'mean', 'median', 'sum']);
/**
 * Formats of a script's output (docs/parse.md): lines of Plumbline's own and of other projects, and the JSON documents
 * `perfzero`, `torchbench` and `hud` when they are printed.
 */
export const LogFormat = Type.Enum([
  'jsonl',
  'mllog',
  'perfzero',
  'torchbench',
  'hud',
  'tf-cnn',
  'mad',
  'hf-trainer',
  'keras',
]);

/** Where a metric's samples stand in the script's output. */
export const MetricSource = Type.Object(
  {
    format: LogFormat,
    /**
     * `mllog` and `jsonl`: the `key`, or `key.field` when the value is an object (`tracked_stats.throughput`). The others:
     * the metric that `plumbline parse` prints.
     */
    key: Type.String({ minLength: 1, maxLength: 200 }),
    reduce: Reduction,
    /** Samples dropped from the start before reducing: compilation, cold caches. */
    warmup: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  },
  closed,
);

/** The interval of a single run that the author or a paper promises. Speed bands are never shipped: they are calibrated. */
export const ManifestBand = Type.Object(
  {
    kind: Type.Enum(['declared', 'reference']),
    /** Mean over the measured seeds. */
    centre: Type.Number(),
    /** Standard deviation between seeds (ddof 1). */
    deviation: Type.Number({ minimum: 0 }),
    /** Seeds measured. Declared bands need at least 10 (checked by `catalog check`). */
    seeds: Type.Integer({ minimum: 1 }),
    /** File beside the manifest with the single values and how they were taken, or the reference's source and date. */
    derivation: Type.String({ minLength: 1, maxLength: 500 }),
  },
  closed,
);

/** How a benchmark's runs are counted in the reference-convergence test. */
export const ConvergenceRule = Type.Object(
  {
    /** Runs of a night that the rule is made for; the reference has twice as many. */
    runs: Type.Integer({ minimum: 3, maximum: 1000 }),
    /** Best and worst runs left out of an olympic mean, on each side. */
    dropped: Type.Integer({ minimum: 0, maximum: 100 }),
    /** Runs that may fail to converge; they rank as the slowest, so at most `dropped`. */
    notConverging: Type.Integer({ minimum: 0, maximum: 100 }),
  },
  closed,
);

/**
 * Reference convergence points of a metric that counts epochs, samples or steps to a target quality: it is judged by
 * MLPerf's reference-convergence test, made two-sided, instead of by a band. A run that ends well without the metric, or
 * whose MLLOG `run_stop` has another status than `success`, did not converge.
 */
export const ReferenceConvergence = Type.Object(
  {
    /** MLPerf benchmark whose run counts are used (`resnet`, `bert`, …); or else `rule`. */
    mlperf: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    rule: Type.Optional(ConvergenceRule),
    /** Level of the test on each of its two sides; MLPerf's 0.05 where absent. */
    alpha: Type.Optional(Type.Number({ minimum: 1e-6, maximum: 0.25 })),
    /** Global batch size that the benchmark trains with. */
    batch: Type.Integer({ minimum: 1 }),
    /** One point for each batch size the reference was run with: the metric's value in each of its runs. */
    points: Type.Array(
      Type.Object(
        {
          batch: Type.Integer({ minimum: 1 }),
          runs: Type.Array(Type.Number({ exclusiveMinimum: 0 }), { minItems: 3, maxItems: 1000 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 100 },
    ),
    /** Where the points come from: source and date, or the file beside the manifest. */
    derivation: Type.String({ minLength: 1, maxLength: 500 }),
  },
  closed,
);

export const Metric = Type.Object(
  {
    name: Name,
    kind: MetricKind,
    unit: Type.String({ minLength: 1, maxLength: 40 }),
    direction: Direction,
    scale: Scale,
    source: MetricSource,
    /** Size of the test set behind a `rate`: its binomial error is the floor of the band. */
    testSize: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Smallest change worth an alarm, in units of the metric; for `positive` a fraction (0.03 = 3 %). */
    minEffect: Type.Number({ exclusiveMinimum: 0 }),
    band: Type.Optional(ManifestBand),
    convergence: Type.Optional(ReferenceConvergence),
  },
  closed,
);

export type MetricKind = Static<typeof MetricKind>;
export type Direction = Static<typeof Direction>;
export type Scale = Static<typeof Scale>;
export type Reduction = Static<typeof Reduction>;
export type LogFormat = Static<typeof LogFormat>;
export type MetricSource = Static<typeof MetricSource>;
export type ManifestBand = Static<typeof ManifestBand>;
export type ConvergenceRule = Static<typeof ConvergenceRule>;
export type ReferenceConvergence = Static<typeof ReferenceConvergence>;
export type Metric = Static<typeof Metric>;
