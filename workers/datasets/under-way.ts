import { basename, dirname, join } from 'node:path';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import { usageOf } from '../folder-usage.ts';
import { type PartialFile, partialNames } from './https/partial.ts';
import { bytesOf } from './record.ts';

/** A set that is fetched, and the room that takes. */
export interface UnderWay {
  /** Name of its folder in the cache. */
  readonly key: string;
  /** Folder of its files, and of what they are taken out of, until it is whole. */
  readonly work: string;
  /** What the set will take, and what its fetching takes beside it, in bytes. */
  readonly bytes: number;
  readonly scratch: number;
  /** Names of the partial files that it writes or goes on with. */
  readonly partials: ReadonlySet<string>;
}

export function underWay(pin: DatasetPin, folder: string): UnderWay {
  const bytes = bytesOf(pin);
  // An archive, a package or a repository lies beside what is taken out of it for a while.
  const scratch = pin.source.kind === 'file' || pin.source.kind === 'oci' ? 0 : bytes;
  return { key: basename(folder), work: workOf(folder), bytes, scratch, partials: partialNames(pin) };
}

/** Where a set is gathered that will lie in a folder of the cache. */
export function workOf(folder: string): string {
  return join(dirname(folder), `fetch-${basename(folder)}`);
}

/**
 * What a set will still write, in bytes: what it takes without what of it lies on the disk. What its files are taken out of
 * counts for itself alone: an archive may be much longer than they are.
 */
export async function bytesLeft({ work, bytes, scratch, partials }: UnderWay, files: readonly PartialFile[]) {
  const own = files.filter(({ name }) => partials.has(name));
  const beside = own.reduce((sum, file) => sum + file.bytes, (await usageOf(join(work, 'scratch'))).bytes);
  const written = (await usageOf(join(work, 'files'))).bytes;
  return Math.max(0, bytes - written) + Math.max(0, scratch - beside);
}
