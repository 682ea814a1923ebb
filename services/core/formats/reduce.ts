import type { Metric, Reduction } from '../model/metric.ts';
import type { BenchmarkOutcome, Measurement, Sample } from '../model/run.ts';
import type { FormatProblem } from './entry.ts';
import { MAX_SAMPLES_PER_METRIC } from './parser.ts';
import { printable } from './printable.ts';
import { quoteProblems } from './quote.ts';

/** Longest detail, in characters: the model's bound of `RunReport.detail`. */
export const MAX_DETAIL_CHARACTERS = 2000;

export interface RunReduction {
  readonly outcome: BenchmarkOutcome;
  /** One sentence a finding; empty when there is nothing to say. */
  readonly detail: string;
  /**
   * One for each metric when the outcome is `measured`, else none: half a result would look like a result. Only a metric
   * with reference convergence points may be absent: that run did not converge, which is an answer.
   */
  readonly measurements: Measurement[];
}

type Finding = Extract<BenchmarkOutcome, 'missing-metric' | 'invalid-metric' | 'duplicate-metric'>;
/** Which finding names the run when its metrics have several; the detail names all of them. */
const PRECEDENCE: readonly Finding[] = ['missing-metric', 'invalid-metric', 'duplicate-metric'];

/**
 * Reduces the samples of one run to one value a metric. The same step twice with the same value counts once; with two
 * values nobody can say which is right, so that is a finding. Warm-up samples are dropped, whatever they hold; after
 * them every sample must be a finite number.
 *
 * @param problems faulty lines of the same log: quoted in the detail, so that none passes in silence.
 * @param gaveUp whether the script says that its run did not succeed: then it did not converge, whatever it logged.
 */
export function reduceRun(
  metrics: readonly Metric[],
  samples: readonly Sample[],
  problems: readonly FormatProblem[] = [],
  gaveUp = false,
): RunReduction {
  const byMetric = new Map<string, Sample[]>(metrics.map((metric) => [metric.name, []]));
  for (const sample of samples) byMetric.get(sample.metric)?.push(sample);
  const reached = metrics.filter(
    ({ name, convergence }) => !convergence || !(gaveUp || byMetric.get(name)?.length === 0),
  );
  const results = reached.map((metric) => reduceMetric(metric, byMetric.get(metric.name) as Sample[]));
  const findings = results.filter((result) => 'finding' in result);
  const open = metrics.filter((metric) => !reached.includes(metric)).map(({ name }) => `metric ${name}: not reached`);
  const details = [...findings.map((finding) => finding.detail), ...open, ...quoteProblems(problems)];
  return {
    outcome: PRECEDENCE.find((name) => findings.some((finding) => finding.finding === name)) ?? 'measured',
    detail: printable(details.join('; '), MAX_DETAIL_CHARACTERS),
    measurements: findings.length > 0 ? [] : results.filter((result) => 'value' in result),
  };
}

function reduceMetric(metric: Metric, all: readonly Sample[]): Measurement | { finding: Finding; detail: string } {
  const { key, format, warmup, reduce } = metric.source;
  const found = (finding: Finding, detail: string) => ({ finding, detail: `metric ${metric.name}: ${detail}` });
  if (all.length === 0) return found('missing-metric', `no ${format} line with the key ${key}`);
  if (all.length > MAX_SAMPLES_PER_METRIC) {
    return found('invalid-metric', `more than ${MAX_SAMPLES_PER_METRIC} samples; log it less often`);
  }
  const first = new Map<number, Sample>();
  const kept: Sample[] = [];
  for (const sample of all) {
    const before = sample.step === undefined ? undefined : first.get(sample.step);
    if (before === undefined) {
      if (sample.step !== undefined) first.set(sample.step, sample);
      kept.push(sample);
    } else if (before.value !== sample.value || before.raw !== sample.raw) {
      const values = `${show(before)} on line ${before.line} and ${show(sample)} on line ${sample.line}`;
      return found('duplicate-metric', `step ${sample.step} has two values, ${values}`);
    }
  }
  const used = kept.slice(warmup);
  if (used.length === 0) {
    return found('missing-metric', `all ${kept.length} samples are within its warm-up of ${warmup}`);
  }
  const invalid = used.find((sample) => sample.value === null);
  if (invalid) return found('invalid-metric', `${show(invalid)} on line ${invalid.line} is not a finite number`);
  const value = REDUCTIONS[reduce](used.map((sample) => sample.value as number));
  if (!Number.isFinite(value)) return found('invalid-metric', `the ${reduce} of its samples is not finite`);
  return { metric: metric.name, value, unit: metric.unit };
}

/** Each is called with at least one value. Loops, because a spread of many arguments would overflow the stack. */
const REDUCTIONS: Readonly<Record<Reduction, (values: readonly number[]) => number>> = {
  last: (values) => values.at(-1) as number,
  first: (values) => values[0] as number,
  min: (values) => values.reduce((least, value) => Math.min(least, value)),
  max: (values) => values.reduce((most, value) => Math.max(most, value)),
  sum: total,
  mean: (values) => total(values) / values.length,
  median: (values) => {
    const sorted = [...values].sort((one, other) => one - other);
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
  },
};

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function show(sample: Sample): string {
  return sample.value === null ? `"${sample.raw ?? ''}"` : String(sample.value);
}
