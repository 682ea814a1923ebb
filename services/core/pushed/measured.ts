import { PlumblineError } from '../errors.ts';
import { MAX_DETAIL_CHARACTERS, reduceRun } from '../formats/reduce.ts';
import type { Metric } from '../model/metric.ts';
import type { PushedResult } from '../model/pushed.ts';
import type { Measurement, Outcome, Sample } from '../model/run.ts';

/** What a result says of its metrics, as a worker's report would. */
export interface Measured {
  readonly outcome: Outcome;
  readonly detail: string;
  readonly measurements: readonly Measurement[];
  readonly samples: readonly Sample[];
}

type Values = Pick<PushedResult, 'outcome' | 'detail' | 'measurements' | 'samples'>;

/**
 * Reads the values of a result. One that says `measured` and lacks a metric, or has a value that is no finite number, has
 * that outcome instead, whatever it says of itself. UNKNOWN_METRIC, or INPUT_INVALID for a metric that is measured twice,
 * in another unit, or both ways; each names the place.
 */
export function readMeasured(result: Values, metrics: readonly Metric[]): Measured {
  const { outcome, detail = '', measurements = [], samples = [] } = result;
  checkNames(result, metrics);
  const single = measurements.map(({ metric, value }, at) => sampleOf({ metric, value, line: at + 1 }));
  const several = samples.map((sample, at) => sampleOf({ ...sample, line: sample.line ?? at + 1 }));
  const found = { samples: several, detail };
  if (outcome !== 'measured') return { outcome, ...found, measurements: [] };
  const missing = metrics.flatMap(({ name, convergence }) =>
    convergence !== undefined || [...single, ...several].some(({ metric }) => metric === name) ? [] : [name],
  );
  if (missing.length > 0)
    return {
      ...found,
      outcome: 'missing-metric',
      detail: told(detail, `the result has no value of ${missing.join(', ')}`),
      measurements: [],
    };
  // A single value is the reduced one: no warm-up is taken off it.
  const whole = metrics.map((metric) =>
    single.some((sample) => sample.metric === metric.name)
      ? { ...metric, source: { ...metric.source, warmup: 0, reduce: 'last' as const } }
      : metric,
  );
  const reduced = reduceRun(whole, [...single, ...several]);
  return {
    samples: several,
    outcome: reduced.outcome,
    detail: told(detail, reduced.detail),
    measurements: reduced.measurements,
  };
}

const told = (own: string, found: string): string =>
  [own, found]
    .filter((part) => part !== '')
    .join('; ')
    .slice(0, MAX_DETAIL_CHARACTERS);

/** A value as a worker's samples have it: what is no number is kept as its text. */
export function sampleOf({
  value,
  ...rest
}: Omit<Sample, 'value' | 'raw'> & { value: number | string | null }): Sample {
  return typeof value === 'number' ? { ...rest, value } : { ...rest, value: null, raw: value ?? 'null' };
}

function checkNames({ measurements = [], samples = [] }: Values, metrics: readonly Metric[]): void {
  const known = new Map(metrics.map((metric) => [metric.name, metric]));
  const check = (metric: string, path: string): Metric => {
    const found = known.get(metric);
    if (found !== undefined) return found;
    const message = `the result names "${metric}"; the benchmark measures ${[...known.keys()].join(', ')}`;
    throw new PlumblineError('UNKNOWN_METRIC', message, { place: { path } });
  };
  const seen = new Set<string>();
  measurements.forEach(({ metric, unit }, at) => {
    const path = `body/measurements/${at}`;
    const found = check(metric, `${path}/metric`);
    if (unit !== undefined && unit !== found.unit)
      throw new PlumblineError('INPUT_INVALID', `"${metric}" is measured in ${found.unit}, the result says ${unit}`, {
        place: { path: `${path}/unit` },
      });
    if (seen.has(metric))
      throw new PlumblineError('INPUT_INVALID', `"${metric}" is measured twice`, {
        place: { path: `${path}/metric` },
      });
    seen.add(metric);
  });
  samples.forEach(({ metric }, at) => {
    const path = `body/samples/${at}/metric`;
    check(metric, path);
    if (seen.has(metric))
      throw new PlumblineError('INPUT_INVALID', `"${metric}" has a measurement and samples; send one of them`, {
        place: { path },
      });
  });
}
