import { open, readFile } from 'node:fs/promises';
import type { LoadedLibrary } from '../../services/core/model/environment.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import { readBuildId } from './elf.ts';
import { nameLibraries, sharedObjects } from './maps.ts';
import { processTree } from './processes.ts';

/** When a run's processes are looked at, in milliseconds after the start; then every LATER_MS. */
const INSTANTS_MS = [300, 1000, 2000, 5000, 15_000, 60_000];
const LATER_MS = 60_000;
/** Looks that output may cause beside the instants, and the time between two of them, in milliseconds. */
const PROMPTED_MAX = 100;
const PROMPTED_MS = 200;
/** Shared objects recorded of one run, and images whose objects are remembered. */
const LIBRARIES_MAX = 4000;
const IMAGES_MAX = 32;

/** Watches which shared objects the processes of a run have mapped. */
export interface LibraryWatch {
  /** Asks for a look soon: output marks a stage of the script, and the last stage is often shorter than any instant. */
  prompt(): void;
  end(): Promise<Readonly<Record<string, LoadedLibrary>>>;
}

/** Build ids by image id and path: the content of an image never changes under its id. */
export type LibraryCache = Map<string, Map<string, LoadedLibrary | null>>;

/** Starts watching; `pid` is asked for at the first look. What cannot be read is left out. */
export function watchLibraries(options: {
  readonly pid: () => Promise<number>;
  readonly imageId: string;
  readonly cache: LibraryCache;
  readonly clock: Clock;
}): LibraryWatch {
  const { imageId, cache, clock } = options;
  const known = knownOf(cache, imageId);
  const seen = new Map<string, LoadedLibrary>();
  const ended = new AbortController();
  let pid: number | undefined;
  let looking: Promise<void> | null = null;
  let prompted = 0;
  let promptedAt = 0;

  async function look(): Promise<void> {
    pid ??= await options.pid().catch(() => 0);
    if (pid <= 0) return;
    for (const process of await processTree(pid)) {
      const maps = await readFile(`/proc/${process}/maps`, 'utf8').catch(() => '');
      for (const path of sharedObjects(maps)) {
        if (seen.has(path) || seen.size >= LIBRARIES_MAX) continue;
        let library = known.get(path);
        if (library === undefined) {
          library = await readLibrary(`/proc/${process}/root`, path);
          known.set(path, library);
        }
        if (library !== null) seen.set(path, library);
      }
    }
  }

  function lookOnce(): Promise<void> {
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = null;
      });
    return looking;
  }

  async function watch(): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      const before = INSTANTS_MS[turn - 1] ?? 0;
      await clock.sleep((INSTANTS_MS[turn] ?? before + LATER_MS) - before, ended.signal);
      if (ended.signal.aborted) return;
      await lookOnce();
    }
  }
  const watching = watch();

  return {
    prompt() {
      const now = clock.now().getTime();
      if (ended.signal.aborted || prompted >= PROMPTED_MAX || now - promptedAt < PROMPTED_MS) return;
      prompted += 1;
      promptedAt = now;
      void lookOnce();
    },
    async end() {
      ended.abort();
      await watching;
      await looking;
      const named = [...nameLibraries(seen.keys())].sort(([one], [other]) => (one < other ? -1 : 1));
      return Object.fromEntries(named.map(([name, path]) => [name, seen.get(path) as LoadedLibrary]));
    },
  };
}

function knownOf(cache: LibraryCache, imageId: string): Map<string, LoadedLibrary | null> {
  const known = cache.get(imageId) ?? new Map<string, LoadedLibrary | null>();
  cache.set(imageId, known);
  for (const oldest of cache.keys()) {
    if (cache.size <= IMAGES_MAX) break;
    cache.delete(oldest);
  }
  return known;
}

/** Reads a file as the process sees it; null when it is gone or unreadable. */
async function readLibrary(root: string, path: string): Promise<LoadedLibrary | null> {
  const file = await open(root + path, 'r').catch(() => null);
  if (file === null) return null;
  try {
    const readAt = async (offset: number, length: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return { path, buildId: await readBuildId(readAt), bytes: (await file.stat()).size };
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
