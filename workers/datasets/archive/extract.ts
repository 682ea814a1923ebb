import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { Member } from '../member.ts';
import { takeFromTar } from './tar.ts';
import { takeFromZip } from './zip.ts';

/** Takes members out of an archive on disk. DATASET_CORRUPT for one that is broken, or longer than allowed inside. */
export async function extractArchive(
  kind: 'tar' | 'tar.gz' | 'zip',
  path: string,
  members: readonly Member[],
  { scratch, bytesMax, stop }: { readonly scratch: string; readonly bytesMax: number; readonly stop: AbortSignal },
): Promise<void> {
  if (kind === 'zip') return takeFromZip(path, members, scratch, stop);
  const unpack = kind === 'tar.gz' ? [createGunzip()] : [];
  try {
    await takeFromTar([createReadStream(path), ...unpack], members, { bytesMax });
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (error instanceof PlumblineError || (/^E[A-Z]+$/.test(code) && code !== 'ERR_INVALID')) throw error;
    throw new PlumblineError('DATASET_CORRUPT', `the archive cannot be read as ${kind}: ${message}`, { cause: error });
  }
}
