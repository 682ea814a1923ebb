import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Benchmark } from '../../core/model/benchmark.ts';
import { parseLock } from '../lock/lock.ts';
import { type Read, readYaml } from '../yaml/read.ts';
import { checkBands } from './bands.ts';
import { checkConvergence } from './convergence.ts';
import { checkDockerfile } from './dockerfile.ts';
import type { Findings } from './finding.ts';
import { isFile, REQUIRED_FILES } from './folder.ts';

/** Names that files of a catalog may refer to. */
export interface Known {
  readonly platforms: ReadonlySet<string>;
  readonly bases: ReadonlySet<string>;
  /** Data-set name to its version. */
  readonly datasets: ReadonlyMap<string, string>;
}

/** Reads one benchmark folder and checks everything in it; null when the manifest itself is wrong. */
export async function readBenchmark(folder: string, known: Known, findings: Findings): Promise<Benchmark | null> {
  const file = join(folder, 'benchmark.yaml');
  for (const name of REQUIRED_FILES) {
    if (await isFile(join(folder, name))) continue;
    findings.error({ file: join(folder, name), path: '', message: 'is missing: every benchmark folder has one' });
    if (name === 'benchmark.yaml') return null;
  }
  const read = await readYaml(file, Benchmark);
  for (const problem of read.problems) findings.error(problem);
  if (read.value === null) return null;
  checkNames(basename(folder), read, known, findings);
  checkMetrics(read, findings);
  await checkFiles(folder, read, findings);
  await checkBands(folder, read, findings);
  checkConvergence(read, findings);
  return read.value;
}

function checkNames(folder: string, read: Read<Benchmark>, known: Known, findings: Findings): void {
  const { name, platforms, image, dataset, env } = read.value as Benchmark;
  const wrong = (path: (string | number)[], message: string) => findings.error(read.problemAt(path, message));
  if (name !== folder) wrong(['name'], `expected ${folder}, the name of the folder, found ${name}`);
  for (const [index, platform] of platforms.entries()) {
    if (!known.platforms.has(platform)) wrong(['platforms', index], `no platforms/${platform}.yaml`);
  }
  if (!known.bases.has(image.base)) wrong(['image', 'base'], `no bases/${image.base}.yaml`);
  const version = known.datasets.get(dataset.name);
  if (version === undefined) wrong(['dataset', 'name'], `no datasets/${dataset.name}.yaml`);
  else if (version !== dataset.version) {
    wrong(
      ['dataset', 'version'],
      `expected ${version}, the version of datasets/${dataset.name}.yaml, found ${dataset.version}`,
    );
  }
  for (const key of Object.keys(env)) {
    if (key.startsWith('PLUMBLINE_')) wrong(['env', key], 'variables PLUMBLINE_* are set by the worker');
  }
}

function checkMetrics(read: Read<Benchmark>, findings: Findings): void {
  const { metrics } = read.value as Benchmark;
  const seen = new Set<string>();
  for (const [index, metric] of metrics.entries()) {
    if (seen.has(metric.name))
      findings.error(read.problemAt(['metrics', index, 'name'], `metric ${metric.name} is declared twice`));
    seen.add(metric.name);
  }
  for (const kind of ['quality', 'speed'] as const) {
    if (metrics.some((metric) => metric.kind === kind)) continue;
    findings.error(read.problemAt(['metrics'], `expected at least one metric of kind ${kind}`));
  }
}

async function checkFiles(folder: string, read: Read<Benchmark>, findings: Findings): Promise<void> {
  const { code, image } = read.value as Benchmark;
  for (const [index, path] of code.entries()) {
    if (await isFile(join(folder, path))) continue;
    findings.error(read.problemAt(['code', index], `expected a file in the folder, found no ${path}`));
  }
  for (const key of ['dockerfile', 'requirements', 'lock'] as const) {
    const path = join(folder, image[key]);
    if (!(await isFile(path))) {
      findings.error(read.problemAt(['image', key], `expected a file in the folder, found no ${image[key]}`));
      continue;
    }
    if (key === 'requirements') continue;
    const text = await readFile(path, 'utf8');
    const problems = key === 'lock' ? parseLock(text).problems : checkDockerfile(text);
    for (const { line, message } of problems) findings.error({ file: path, line, path: '', message });
  }
}
