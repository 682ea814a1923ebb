import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../services/composition/clock.ts';
import type { Pins } from '../../services/core/model/pins.ts';
import { runVariables } from '../../services/core/model/run-variables.ts';
import { SANDBOX_USER } from '../../services/core/model/sandbox.ts';
import { DEFAULT_WORKER_SETTINGS } from '../../services/core/model/worker.ts';
import { loadCatalog } from '../../services/registry/catalog/load.ts';
import { buildCatalogImages } from '../../services/registry/images/catalog-images.ts';
import { createDatasetCache } from '../../workers/datasets/cache.ts';
import { createDockerClient } from '../../workers/docker/docker-container-client.ts';
import { execute } from '../../workers/execute.ts';
import { createRunLog } from '../../workers/log/run-log.ts';
import { classifyEnd, classifyMetrics } from '../../workers/outcome.ts';
import type { AttributionCase, Edition } from './case.ts';
import { CASES } from './cases.ts';
import { writeEdition } from './edition.ts';
import { crowdHost } from './host.ts';
import { isMixable, mixEditions } from './mix.ts';

// `tsx bench/attribution/verify.ts [--state FOLDER] [--pairs N] [--proofs] [case...]`: runs both editions of each case in turn, in the
// sandbox under the manifest's limits, and prints every metric's levels. The truth of a case is what this shows. With
// `--proofs` it also runs what proves the cause: all new but the cause, and all old but the cause (and, of two that act
// together or each, every single one).

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    state: { type: 'string', default: '.plumbline/attribution' },
    pairs: { type: 'string', default: '3' },
    proofs: { type: 'boolean', default: false },
  },
});
const state = resolve(values.state);
const pairs = Number(values.pairs);
/** Processor that the runs are pinned to: the last one, as a worker does. */
const CPUS = [1];
const containers = createDockerClient(systemClock);
const datasets = createDatasetCache(join(state, 'datasets'), {
  clock: systemClock,
  log: { info: () => undefined, warn: console.error, error: console.error },
  containers,
  origins: [],
  privateHosts: [],
  quotaGiB: DEFAULT_WORKER_SETTINGS.dataQuotaGiB,
  isActive: () => true,
  stop: new AbortController().signal,
});

interface Ran {
  readonly outcome: string;
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly tail: string;
}

for (const name of positionals) if (!CASES.some((one) => one.name === name)) throw new Error(`no case ${name}`);
for (const one of CASES) {
  if (positionals.length > 0 && !positionals.includes(one.name)) continue;
  try {
    await verify(one);
  } catch (error) {
    console.log(`${one.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Side {
  readonly name: string;
  readonly edition: Edition;
  readonly runs: Ran[];
  prepared: { readonly pins: Pins; readonly folder: string } | null;
}

async function verify(one: AttributionCase): Promise<void> {
  const began = performance.now();
  const sides: Side[] = editionsOf(one).map(([name, edition]) => ({ name, edition, runs: [], prepared: null }));
  for (const side of sides) {
    try {
      side.prepared = await prepare(one, side);
    } catch (error) {
      console.log(`${one.name}, ${side.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const built = (performance.now() - began) / 1000;
  for (let pair = 0; pair < pairs; pair++) {
    for (const side of pair % 2 === 0 ? sides : sides.toReversed()) {
      if (side.prepared === null) continue;
      const end = side.edition.host === 'crowded' ? crowdHost() : () => undefined;
      try {
        side.runs.push(await run(side.prepared, 100 + pair));
      } finally {
        end();
      }
    }
  }
  console.log(`${one.name} (${one.badness ?? 'control'}, built in ${built.toFixed(0)} s)`);
  for (const { name, runs } of sides) {
    const [first] = runs;
    if (first === undefined) continue;
    console.log(
      `  ${name}: ${[...new Set(runs.map((each) => each.outcome))]} · ${levels(runs.map((each) => each.seconds))} s`,
    );
    for (const metric of Object.keys(first.metrics)) {
      const mark = metric === one.metric ? '*' : ' ';
      console.log(
        `      ${mark} ${metric.padEnd(14)} ${levels(runs.map((each) => each.metrics[metric] ?? Number.NaN))}`,
      );
    }
    if (first.outcome !== 'measured') console.log(`        ${first.tail}`);
  }
}

function editionsOf(one: AttributionCase): readonly (readonly [string, Edition])[] {
  const both = [
    ['good', one.good],
    ['bad', one.bad],
  ] as const;
  if (!values.proofs || one.truth.outcome !== 'cause' || !isMixable(one)) return both;
  const cause = one.truth.factors;
  const alone = cause.length > 1 ? cause : [];
  return [
    ...both,
    [`all new, old ${cause.join(' ')}`, mixEditions(one, (factor) => !cause.includes(factor))],
    [`all old, new ${cause.join(' ')}`, mixEditions(one, (factor) => cause.includes(factor))],
    ...alone.map((single) => [`all old, new ${single}`, mixEditions(one, (factor) => factor === single)] as const),
  ];
}

async function prepare(one: AttributionCase, { name, edition }: Side): Promise<{ pins: Pins; folder: string }> {
  const folder = join(state, 'verify', `${one.name}-${name.replace(/\W+/g, '-')}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await writeEdition(one, edition, folder, state);
  const catalog = await loadCatalog(folder);
  const { file } = await buildCatalogImages({ catalog, state, clock: systemClock, from: 'auto', registry: null });
  const [pins] = file.pins;
  if (pins === undefined) throw new Error('nothing was pinned');
  return { pins, folder };
}

async function run(side: { pins: Pins; folder: string }, seed: number): Promise<Ran> {
  const { pins } = side;
  const [benchmark] = (await loadCatalog(side.folder)).benchmarks;
  if (benchmark === undefined) throw new Error('the catalog is empty');
  const { limits, metrics } = benchmark.manifest;
  const lines: string[] = [];
  const sink = { log: async (_: number, text: string) => void lines.push(text), samples: async () => undefined };
  const runLog = createRunLog({ metrics, sink, clock: systemClock });
  const id = await containers.create({
    image: pins.image.reference,
    user: SANDBOX_USER,
    command: pins.command,
    env: runVariables({ pins, seed, limits }),
    limits,
    cpus: CPUS,
    dataFolder: await datasets.provide(pins.dataset),
    labels: {},
  });
  try {
    const stop = new AbortController().signal;
    const deps = { containers, clock: systemClock };
    const ran = await execute(
      deps,
      id,
      { timeoutMs: limits.timeoutSeconds * 1000, graceMs: 0 },
      stop,
      () => undefined,
      (chunk) => runLog.push(chunk),
    );
    await runLog.end();
    const { outcome } = classifyEnd(ran.end, limits) ?? classifyMetrics(runLog.reduce());
    return {
      outcome,
      seconds: (ran.endedAt.getTime() - ran.startedAt.getTime()) / 1000,
      metrics: Object.fromEntries(runLog.reduce().measurements.map(({ metric, value }) => [metric, value])),
      tail: lines.join('').trim().split('\n').slice(-2).join(' · ').slice(-300),
    };
  } finally {
    await containers.remove(id);
  }
}

function levels(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1),
  );
  return `${mean.toPrecision(5)} ± ${deviation.toPrecision(2)}  [${values.map((value) => value.toPrecision(4)).join(' ')}]`;
}
