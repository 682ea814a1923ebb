import { PlumblineError } from '../errors.ts';
import type { Benchmark } from '../model/benchmark.ts';
import type { Metric } from '../model/metric.ts';
import type { PushedMetric, PushedResult } from '../model/pushed.ts';

/**
 * The metrics that a result is read by: the catalog's for a benchmark that is in it, else those that it describes. Who
 * describes one that the catalog has would move everybody's band: INPUT_INVALID. Without either UNKNOWN_BENCHMARK.
 */
export function pushedMetrics(
  { benchmark, metrics }: Pick<PushedResult, 'benchmark' | 'metrics'>,
  manifest: Benchmark | null,
): readonly Metric[] {
  if (manifest !== null && metrics !== undefined)
    throw new PlumblineError('INPUT_INVALID', `the catalog describes the metrics of ${benchmark}; leave them out`, {
      place: { path: 'body/metrics' },
    });
  if (manifest !== null) return manifest.metrics;
  if (metrics === undefined)
    throw new PlumblineError(
      'UNKNOWN_BENCHMARK',
      `benchmark "${benchmark}" is not in the catalog, and the result does not describe its metrics`,
      { place: { path: 'body/benchmark' } },
    );
  const twice = metrics.findIndex(({ name }, at) => metrics.findIndex((other) => other.name === name) !== at);
  if (twice >= 0)
    throw new PlumblineError('INPUT_INVALID', `metric "${metrics[twice]?.name}" is described twice`, {
      place: { path: `body/metrics/${twice}/name` },
    });
  return metrics.map(metricOf);
}

function metricOf({ source, ...rest }: PushedMetric): Metric {
  return { ...rest, source: source ?? { format: 'jsonl', key: rest.name, reduce: 'last', warmup: 0 } };
}

/** The manifest's method version; a result may name it, and must not name another. INPUT_INVALID. */
export function pushedMethod(
  { benchmark, methodVersion }: Pick<PushedResult, 'benchmark' | 'methodVersion'>,
  manifest: Benchmark | null,
): number {
  if (manifest === null) return methodVersion ?? 1;
  if (methodVersion === undefined || methodVersion === manifest.methodVersion) return manifest.methodVersion;
  throw new PlumblineError(
    'INPUT_INVALID',
    `method version ${methodVersion} of ${benchmark}; the catalog has ${manifest.methodVersion}`,
    { place: { path: 'body/methodVersion' } },
  );
}
