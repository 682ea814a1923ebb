import { chmod, lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import { isFull } from '../disk.ts';
import type { FetchContext } from './context.ts';
import { copyKept } from './kept.ts';
import { fetchMembers } from './members.ts';
import { groupBySource } from './sources.ts';
import { workOf } from './under-way.ts';
import { type Stamps, verifyDataset } from './verify.ts';

/**
 * Fetches beside the cache, verifies there, and only then renames: the cache never holds half a data set. Returns the
 * stamps of what was hashed.
 */
export async function fetchSet(pin: DatasetPin, folder: string, root: string, context: FetchContext): Promise<Stamps> {
  const work = workOf(folder);
  // What could not be removed before.
  await rm(work, { recursive: true, force: true });
  await mkdir(work);
  try {
    const [files, scratch] = [join(work, 'files'), join(work, 'scratch')];
    await mkdir(scratch);
    await mkdir(files);
    const wanted = pin.files.map((file) => ({ file, target: join(files, file.path) }));
    const missing = await copyKept(root, wanted);
    for (const group of groupBySource(pin, missing)) {
      const own = await mkdtemp(join(scratch, 'source-'));
      await fetchMembers(pin.name, group, own, context);
    }
    // Readable by the sandbox's user, writable by nobody; before the hashing, which notes how the files stand.
    for (const { target } of wanted) {
      if (!(await isFile(target))) continue;
      await chmod(target, 0o444);
      for (let at = dirname(target); at.length >= files.length; at = dirname(at)) await chmod(at, 0o755);
    }
    const stamps = await verifyDataset(files, pin);
    await rename(files, folder);
    return stamps;
  } catch (error) {
    throw asDatasetError(pin, error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Every error says which data set it is about. */
function asDatasetError(pin: DatasetPin, error: unknown): PlumblineError {
  const { message } = error as { message?: string };
  if (error instanceof PlumblineError) {
    if (message?.startsWith('data set ')) return error;
    const told = message?.startsWith('file ') ? `data set ${pin.name}, ${message}` : `data set ${pin.name}: ${message}`;
    return new PlumblineError(error.code, told, { cause: error });
  }
  const kind = isFull(error) ? 'DISK_FULL' : 'DATASET_MISSING';
  return new PlumblineError(kind, `data set ${pin.name} ${pin.version}: ${message ?? String(error)}`, { cause: error });
}
