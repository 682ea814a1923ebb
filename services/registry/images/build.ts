import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { PlumblineError } from '../../core/errors.ts';
import type { Digest } from '../../core/model/base.ts';
import type { ImagePin } from '../../core/model/pins.ts';
import type { Wheel } from '../lock/wheels.ts';
import { type BuildSource, createContext } from './context.ts';
import { engineError, findByLabels } from './engine.ts';
import { LABEL_BENCHMARK, LABEL_HYBRID, LABEL_RECIPE, REPOSITORY, recipeTag } from './labels.ts';
import { readMessages } from './messages.ts';
import type { OnProgress } from './progress.ts';
import { createStages, removeStages } from './stages.ts';

export interface BuildOptions {
  readonly docker: Docker;
  readonly base: ImagePin;
  readonly recipe: Digest;
  readonly wheels: readonly Wheel[];
  /** Folder for the full build log; the file is `<benchmark>.log`. */
  readonly logs: string;
  /** Made for a search of this owner: labelled so, and the layers of its earlier stages are removed. */
  readonly hybrid?: string;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

const BUILD_LIMIT_MS = 2 * 60 * 60_000;
/** Installing wheels and compiling their bytecode stays below this. */
const BUILD_MEMORY_BYTES = 4 * 1024 * 1024 * 1024;
const TAIL_LINES = 15;
const MAX_LINE_CHARACTERS = 500;

/** The image that an earlier build left for this recipe; null when there is none. */
export function findBuilt(docker: Docker, benchmark: string, recipe: Digest): Promise<string | null> {
  return findByLabels(docker, { [LABEL_BENCHMARK]: benchmark, [LABEL_RECIPE]: recipe });
}

/**
 * Builds a benchmark's image with the engine's classic builder, without a network: `BASE` is a digest or an image id, and
 * only the classic builder takes the latter. Returns the image id. IMAGE_BUILD_FAILED names the log and its last lines.
 */
export async function buildImage(benchmark: BuildSource, options: BuildOptions): Promise<string> {
  const { docker, recipe, onProgress } = options;
  const { name, image } = benchmark.manifest;
  await mkdir(options.logs, { recursive: true });
  const file = join(options.logs, `${name}.log`);
  const log = createWriteStream(file);
  const limit = AbortSignal.timeout(BUILD_LIMIT_MS);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  const tail: string[] = [];
  const stages = createStages();
  let failure: string | undefined;
  let id: string | undefined;
  onProgress({ subject: name, phase: 'build', text: `building ${name}` });
  try {
    const stream = await docker.buildImage(createContext(benchmark, options.wheels), {
      version: '1',
      dockerfile: 'Dockerfile',
      t: `${REPOSITORY}/${name}:${recipeTag(recipe)}`,
      buildargs: { BASE: options.base.reference },
      labels: {
        [LABEL_BENCHMARK]: name,
        [LABEL_RECIPE]: recipe,
        ...(options.hybrid === undefined ? {} : { [LABEL_HYBRID]: options.hybrid }),
      },
      networkmode: 'none',
      memory: BUILD_MEMORY_BYTES,
      memswap: BUILD_MEMORY_BYTES,
      rm: true,
      forcerm: true,
      abortSignal: signal,
    });
    await readMessages(stream, (message) => {
      failure ??= message.error;
      id = message.aux?.ID ?? id;
      const text = message.stream ?? message.error;
      if (text === undefined) return;
      log.write(text);
      remember(tail, text);
      stages.read(text);
      const step = /^Step (\d+)\/(\d+) : (.*)/.exec(text);
      if (step !== null) {
        const words = `${name}: ${(step[3] as string).slice(0, MAX_LINE_CHARACTERS)}`;
        onProgress({ subject: name, phase: 'build', step: Number(step[1]), total: Number(step[2]), text: words });
      }
    });
  } catch (error) {
    throw engineError(error, `build ${name} from ${image.dockerfile}`, 'IMAGE_BUILD_FAILED', options.signal);
  } finally {
    await close(log);
    if (options.hybrid !== undefined) await removeStages(docker, stages.ended(id !== undefined));
  }
  if (failure === undefined && id !== undefined) return id;
  const last = tail.map((line) => `\n  | ${line}`).join('');
  throw new PlumblineError(
    'IMAGE_BUILD_FAILED',
    `${name}: ${failure ?? 'the engine named no image'}; log: ${file}${last}`,
  );
}

function remember(tail: string[], text: string): void {
  for (const line of text.split(/\r?\n|\r/)) {
    if (line.trim() === '') continue;
    tail.push(line.slice(0, MAX_LINE_CHARACTERS));
    if (tail.length > TAIL_LINES) tail.shift();
  }
}

async function close(log: WriteStream): Promise<void> {
  log.end();
  await finished(log);
}
