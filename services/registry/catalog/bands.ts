import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import type { Benchmark } from '../../core/model/benchmark.ts';
import { explain } from '../../core/model/explain.ts';
import { canonicalJson } from '../../core/model/identity.ts';
import type { Metric } from '../../core/model/metric.ts';
import type { Read } from '../yaml/read.ts';
import type { Findings } from './finding.ts';
import { isFile } from './folder.ts';

/** `bands.json`: the single values behind declared bands (benchmarks/README.md). Other keys say how they were taken. */
const Derivation = Type.Object({
  benchmark: Type.String(),
  methodVersion: Type.Integer(),
  config: Type.Optional(Type.Unknown()),
  env: Type.Optional(Type.Unknown()),
  metrics: Type.Record(
    Type.String(),
    Type.Object({
      centre: Type.Number(),
      deviation: Type.Number(),
      /** Seed to value. */
      values: Type.Record(Type.String({ pattern: '^\\d+$' }), Type.Number()),
    }),
  ),
});
type Derivation = Static<typeof Derivation>;

/** Seeds that a declared band must have been measured with. */
export const MIN_DECLARED_SEEDS = 10;
/** Half a unit of the last written digit, and a little for binary fractions. */
const ROUNDING = 0.5 + 1e-6;

/** Checks the bands of a manifest: none on speed, and every declared one agrees with the values beside it. */
export async function checkBands(folder: string, read: Read<Benchmark>, findings: Findings): Promise<void> {
  const manifest = read.value;
  if (manifest === null) return;
  for (const [index, metric] of manifest.metrics.entries()) {
    if (metric.band === undefined) continue;
    const at = ['metrics', index, 'band'];
    if (metric.kind === 'speed') {
      findings.error(read.problemAt(at, `${metric.name}: a speed band is calibrated where it is used, never shipped`));
      continue;
    }
    if (metric.band.kind !== 'declared') continue;
    if (metric.band.seeds < MIN_DECLARED_SEEDS) {
      const message = `${metric.name}: expected at least ${MIN_DECLARED_SEEDS} measured seeds, found ${metric.band.seeds}`;
      findings.error(read.problemAt([...at, 'seeds'], message));
    }
    const derivation = await readDerivation(folder, metric.band.derivation);
    if (typeof derivation === 'string') findings.error(read.problemAt([...at, 'derivation'], derivation));
    else compare(manifest, metric, derivation, (key, message) => findings.error(read.problemAt([...at, key], message)));
    if (typeof derivation !== 'string') {
      for (const key of ['config', 'env'] as const) {
        if (derivation[key] === undefined || canonicalJson(derivation[key]) === canonicalJson(manifest[key])) continue;
        findings.warn(read.problemAt([key], `the band of ${metric.name} was measured under another ${key}`));
      }
    }
  }
}

async function readDerivation(folder: string, name: string): Promise<Derivation | string> {
  const path = join(folder, name);
  if (name.includes('..') || !(await isFile(path))) return `expected a file beside the manifest, found no ${name}`;
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const [violation] = explain(Derivation, value);
    return violation === undefined
      ? (value as Derivation)
      : `${name} ${violation.path.join('.')}: ${violation.message}`;
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function compare(
  manifest: Benchmark,
  metric: Metric,
  derivation: Derivation,
  report: (key: string, message: string) => void,
): void {
  const band = metric.band as NonNullable<Metric['band']>;
  const name = band.derivation;
  if (derivation.benchmark !== manifest.name || derivation.methodVersion !== manifest.methodVersion) {
    report('derivation', `${name} is about ${derivation.benchmark} version ${derivation.methodVersion}`);
    return;
  }
  const values = Object.values(derivation.metrics[metric.name]?.values ?? {});
  if (values.length !== band.seeds) {
    report('seeds', `expected the ${values.length} values of ${metric.name} in ${name}, found ${band.seeds}`);
    return;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // Sample standard deviation, ddof 1.
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  if (!agrees(band.centre, mean))
    report('centre', `expected ${mean}, the mean of the values in ${name}, found ${band.centre}`);
  if (!agrees(band.deviation, deviation)) {
    report('deviation', `expected ${deviation}, the deviation of the values in ${name}, found ${band.deviation}`);
  }
}

/** Whether a written number is the exact one, rounded to the digits that were written. */
function agrees(written: number, exact: number): boolean {
  const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(written)) ?? [];
  return Math.abs(written - exact) <= ROUNDING * 10 ** (Number(exponent) - fraction.length);
}
