import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createDatasetCache } from '../../workers/datasets/cache.ts';
import { checkPin } from '../../workers/datasets/pin.ts';
import { verifyDataset } from '../../workers/datasets/verify.ts';
import { createDockerClient } from '../../workers/docker/docker-container-client.ts';
import type { ProgressFactory, RecipeFiles, RecipeOutcome } from '../cli/context.ts';
import { PlumblineError } from '../core/errors.ts';
import type { Config } from '../core/model/config.ts';
import type { DatasetPin } from '../core/model/pins.ts';
import { archiveOf } from '../core/reporting/recipe/recipe.ts';
import { connectEngine } from '../registry/images/engine.ts';
import { exportImage } from '../registry/images/export.ts';
import { systemClock } from './clock.ts';
import { engineSocket } from './engine-socket.ts';
import { FOLDERS } from './folders.ts';
import { createLog } from './log.ts';

/** Exit code of a recipe that trained and compared, and did not like what it saw. */
const FINDING = 1;
const MIB = 1_048_576;

/** Writes script and notebook, and beside them what they need and no registry has: the image, the data. */
export async function writeRecipe(
  config: Config,
  { run, shell, notebook, folder, archive, data }: RecipeFiles,
  progress: ProgressFactory,
  signal: AbortSignal,
): Promise<readonly { readonly file: string; readonly what: string }[]> {
  await mkdir(folder, { recursive: true });
  const written: { file: string; what: string }[] = [];
  const script = join(folder, 'recipe.sh');
  await writeFile(script, shell);
  await chmod(script, 0o755);
  written.push({ file: script, what: 'repeats the run: sh recipe.sh' });
  const book = join(folder, 'recipe.ipynb');
  await writeFile(book, notebook);
  written.push({ file: book, what: 'the same for Jupyter' });
  const { pins } = run;
  const name = archiveOf({ pins, runId: run.id });
  if (archive && name !== null) {
    const bar = progress('image');
    const file = join(folder, name);
    const about = (bytes: number) => Math.round(bytes / MIB);
    const exported = await exportImage(pins.image.reference, file, {
      docker: connectEngine(),
      signal,
      onProgress: (bytes, all) => bar.step(about(bytes), Math.max(about(all), about(bytes)), 'MiB'),
    });
    bar.end();
    written.push({ file, what: `its image, ${about(exported.bytes)} MiB, sha256 ${exported.sha256}` });
  }
  if (data) written.push({ file: join(folder, 'data'), what: await writeData(config, run, folder, signal) });
  return written;
}

/** Copies the pinned files, each one verified: from the cache of this machine's worker, else from their source. */
async function writeData(
  config: Config,
  { pins }: RecipeFiles['run'],
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const { dataset } = pins;
  checkPin(dataset);
  const kept = join(config.state, FOLDERS.worker, 'datasets', dataset.digest.replace('sha256:', ''));
  const there = await verifyDataset(kept, dataset).then(
    () => true,
    () => false,
  );
  if (there) await copyFiles(dataset, kept, folder);
  else await fetchFiles(config, dataset, folder, signal);
  return `data set ${dataset.name} ${dataset.version}, ${dataset.files.length} files`;
}

async function copyFiles({ files }: DatasetPin, from: string, folder: string): Promise<void> {
  for (const { path } of files) {
    const target = join(folder, 'data', path);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(from, path), target, { force: true });
  }
}

/** Through a cache of its own, which goes afterwards: that of the worker is the worker's to make room in. */
async function fetchFiles(config: Config, pin: DatasetPin, folder: string, stop: AbortSignal): Promise<void> {
  const scratch = join(folder, '.fetch');
  const cache = createDatasetCache(scratch, {
    clock: systemClock,
    log: createLog(null),
    containers: createDockerClient(systemClock, engineSocket(config)),
    origins: config.data.origins,
    privateHosts: config.data.private,
    quotaGiB: config.data.quotaGiB,
    isActive: () => false,
    stop,
  });
  try {
    await copyFiles(pin, await cache.provide(pin), folder);
  } finally {
    await cache.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Runs the script as a stranger would, and reads what it found. */
export async function executeRecipe(
  folder: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<RecipeOutcome> {
  // Of an earlier repeat: it must not pass for this one's.
  await rm(join(folder, 'outcome.json'), { force: true });
  const child = spawn('sh', [join(folder, 'recipe.sh')], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const outcome = await readFile(join(folder, 'outcome.json'), 'utf8').catch(() => '');
  if ((code !== 0 && code !== FINDING) || outcome === '')
    throw new PlumblineError(
      'ENGINE_REFUSED',
      `the recipe in ${folder} ended with exit code ${code}; it says why above`,
    );
  return JSON.parse(outcome) as RecipeOutcome;
}
