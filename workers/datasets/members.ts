import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import type { FetchContext } from './context.ts';
import { fetchGit } from './git/fetch.ts';
import { fetchHttps } from './https/fetch.ts';
import type { Member } from './member.ts';
import { fetchNpm } from './npm.ts';
import { fetchOci } from './oci/fetch.ts';
import { checkSource } from './origin.ts';
import { fetchPypi } from './pypi.ts';
import type { SourceGroup } from './sources.ts';

/** Gets files out of one source, after asking whether the operator allows it. */
export async function fetchMembers(
  name: string,
  { source, folder, members }: SourceGroup,
  scratch: string,
  context: FetchContext,
): Promise<void> {
  checkSource(source, members.length, context.origins);
  switch (source.kind) {
    case 'npm':
      return fetchNpm(source, members, scratch, context);
    case 'pypi':
      return fetchPypi(source, members, scratch, context);
    case 'https':
      return fetchHttps(source, members, scratch, context);
    case 'git':
      return fetchGit(source, members, scratch, context);
    case 'oci':
      return fetchOci(source, members, context);
    case 'file':
      return copyFiles(name, folder, members);
  }
}

async function copyFiles(name: string, folder: string | undefined, members: readonly Member[]): Promise<void> {
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
