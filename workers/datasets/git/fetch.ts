import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { DatasetSource } from '../../../services/core/model/catalog.ts';
import { shownAddress } from '../../../services/core/model/data-source.ts';
import { archiveBytesMax } from '../archive/bound.ts';
import type { FetchContext } from '../context.ts';
import { type Member, wrongMember } from '../member.ts';
import { allowedRepository, type GitAddress } from './address.ts';
import { withinBytes } from './bound.ts';
import { askGit } from './git.ts';
import { copyObjects } from './objects.ts';

type GitSource = Extract<DatasetSource, { kind: 'git' }>;

/** Kinds of tree entries that are files; a link's content is a path, and a submodule has none here. */
const FILE_MODES = ['100644', '100755', '100664'];
/** Paths asked of one call: a command line has a bound. */
const PATHS_A_CALL = 500;

/**
 * Fetches one commit of a repository, without its history, with the machine's own git, and copies files out of it. Nothing
 * is checked out. The server must give a commit by its name when `ref` is one. What comes is bound as an archive is: it is
 * one to whoever wants some files of it. DATASET_CORRUPT for more.
 */
export async function fetchGit(
  source: GitSource,
  members: readonly Member[],
  scratch: string,
  context: FetchContext,
): Promise<void> {
  const address = await allowedRepository(source.url, context.guard);
  const folder = join(scratch, 'repository.git');
  await mkdir(folder);
  const ask = (...args: readonly string[]) => askGit(folder, args, address, context.stop);
  await ask('init', '--bare', '--quiet');
  const refspec = `+${source.ref}:refs/plumbline/data`;
  const options = ['--depth=1', '--no-tags', '--quiet', '--no-write-fetch-head'];
  const fetch = ['fetch', ...options, '--end-of-options', address.url, refspec];
  const bytesMax = archiveBytesMax(members, context.spareBytes);
  const within = (signal: AbortSignal) => askGit(folder, fetch, address, signal);
  await withinBytes(folder, bytesMax, context, within, () => tooMuch(address, source, bytesMax, members));
  const commit = (await ask('rev-parse', '--verify', 'refs/plumbline/data^{commit}')).trim();
  for (let at = 0; at < members.length; at += PATHS_A_CALL) {
    await refuseLinks(ask, commit, members.slice(at, at + PATHS_A_CALL));
  }
  await copyObjects(folder, commit, members, address, context.stop);
}

/** The commit that a repository has for a ref now; null when it does not have the ref. */
export async function commitOf(source: GitSource, context: FetchContext): Promise<string | null> {
  const address: GitAddress = await allowedRepository(source.url, context.guard);
  const args = ['ls-remote', '--quiet', '--end-of-options', address.url, source.ref, `${source.ref}^{}`];
  const lines = (await askGit('/', args, address, context.stop)).split('\n').filter((line) => line !== '');
  const found = lines.map((line) => line.split('\t') as [commit: string, name: string]);
  // An annotated tag stands there twice: as itself, and as the commit it names.
  const commit = found.find(([, name]) => name.endsWith('^{}')) ?? found[0];
  return commit?.[0] ?? null;
}

function tooMuch(
  { url }: GitAddress,
  { ref }: GitSource,
  bytesMax: number,
  members: readonly Member[],
): PlumblineError {
  const pinned = members.reduce((sum, { bytes }) => sum + bytes, 0);
  const what = `${shownAddress(url)} at ${ref} takes more than ${bytesMax} bytes`;
  return new PlumblineError('DATASET_CORRUPT', `${what}, and no more may come for ${pinned} pinned ones`);
}

async function refuseLinks(
  ask: (...args: readonly string[]) => Promise<string>,
  commit: string,
  members: readonly Member[],
): Promise<void> {
  const listed = await ask('ls-tree', '-z', '--full-tree', commit, '--', ...members.map(({ member }) => member));
  for (const entry of listed.split('\0').filter((text) => text !== '')) {
    const [head = '', path = ''] = entry.split('\t');
    const mode = head.split(' ')[0] ?? '';
    if (FILE_MODES.includes(mode)) continue;
    const what = { '120000': 'a link', '160000': 'a submodule', '040000': 'a folder' }[mode] ?? `of mode ${mode}`;
    throw wrongMember(path, `it is ${what} in the repository at ${commit}`);
  }
}
