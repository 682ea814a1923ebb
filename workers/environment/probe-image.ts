import { mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint, sha256Hex } from '../../services/core/model/identity.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import type { ContainerClient, ImageFacts } from '../docker/container-client.ts';
import { runShort } from '../docker/run-short.ts';
import { sandboxUser } from '../docker/sandbox.ts';
import { dropOldest } from '../drop-oldest.ts';
import { type ImageContents, NO_CONTENTS, PROBE_COMMAND, readProbe } from './probe-output.ts';

/** Time and memory the probe may take. Python's first start on a cold disk takes seconds. */
const PROBE_MS = 120_000;
const PROBE_LIMITS = { timeoutSeconds: 120, memoryMiB: 512, cpus: 1, pids: 64, shmMiB: 16, tmpMiB: 16 };
/** A changed probe asks again. */
const PROBE_VERSION = sha256Hex(PROBE_COMMAND.join('\0')).slice(0, 8);

/** Images whose contents are kept on disk (tens of KiB each), and in memory; one that is dropped is probed again. */
const FILES_MAX = 500;
const KNOWN_MAX = 32;

/** What images hold, by image id, on disk: a run of an image that was seen before pays nothing. */
export interface ImageProbes {
  contents(
    image: ImageFacts,
    labels: Readonly<Record<string, string>>,
    cpus: readonly number[],
  ): Promise<ImageContents>;
}

/** Opens the cache below a folder. */
export function createImageProbes(root: string, containers: ContainerClient, clock: Clock): ImageProbes {
  const known = new Map<string, Promise<ImageContents>>();

  async function probe(
    image: ImageFacts,
    labels: Readonly<Record<string, string>>,
    cpus: readonly number[],
  ): Promise<ImageContents> {
    const path = join(root, `${image.id.replace('sha256:', '')}-${PROBE_VERSION}.json`);
    const cached = await readCached(path, clock.now());
    if (cached !== null) return cached;
    const contents = readProbe(
      await runShort(
        containers,
        clock,
        {
          image: image.id,
          user: sandboxUser(image.user, null),
          command: PROBE_COMMAND,
          env: {},
          limits: PROBE_LIMITS,
          cpus,
          dataFolder: null,
          labels,
        },
        PROBE_MS,
      ),
    );
    await writeCached(root, path, contents);
    return contents;
  }

  return {
    contents(image, labels, cpus) {
      const found = known.get(image.id) ?? probe(image, labels, cpus);
      known.set(image.id, found);
      for (const oldest of known.keys()) {
        if (known.size <= KNOWN_MAX) break;
        known.delete(oldest);
      }
      // A failure is the engine's, not the image's: the next run asks again.
      found.catch(() => known.delete(image.id));
      return found;
    },
  };
}

/** Marks the file as used now: the one used longest ago is dropped first. */
async function readCached(path: string, now: Date): Promise<ImageContents | null> {
  try {
    const { contents, digest } = JSON.parse(await readFile(path, 'utf8')) as {
      contents: ImageContents;
      digest: string;
    };
    await utimes(path, now, now).catch(() => undefined);
    return fingerprint(contents) === digest ? { ...NO_CONTENTS, ...contents } : null;
  } catch {
    return null;
  }
}

/** Writes the file, and drops others beyond the bound. Best effort: without the file the next process probes again. */
async function writeCached(root: string, path: string, contents: ImageContents): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    await writeFile(`${path}.part`, JSON.stringify({ contents, digest: fingerprint(contents) }));
    await rename(`${path}.part`, path);
    await dropOldest(root, FILES_MAX);
  } catch {
    return;
  }
}
