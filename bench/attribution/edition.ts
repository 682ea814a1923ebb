import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import type { Benchmark } from '../../services/core/model/benchmark.ts';
import type { AttributionCase, Commit, Edition } from './case.ts';
import { PARTS, partsVersion, writeParts } from './datasets.ts';
import { lockOf } from './locks.ts';

const SHIPPED = fileURLToPath(new URL('../../benchmarks/', import.meta.url));
const CATALOG = fileURLToPath(new URL('catalog/', import.meta.url));
/** Git asks for a person; the bench has none. */
const AUTHOR = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', '-c', 'commit.gpgsign=false'];

/**
 * Writes one edition of a case's benchmark as a whole catalog: its folder with the edition's packages, settings, data and
 * code, and the shipped bases and platforms. Writing the bad edition over the good one is what an author's edit does; where
 * the case has commits, the folder is a git repository and each commit is made once.
 */
export async function writeEdition(
  { benchmark, commits = [] }: AttributionCase,
  edition: Edition,
  folder: string,
  state: string,
): Promise<void> {
  for (const shared of ['bases', 'platforms', 'datasets']) {
    cpSync(join(SHIPPED, shared), join(folder, shared), { recursive: true });
  }
  const target = join(folder, benchmark);
  if (!existsSync(target)) cpSync(join(CATALOG, benchmark), target, { recursive: true });
  const manifest = parse(readFileSync(join(CATALOG, benchmark, 'benchmark.yaml'), 'utf8')) as Benchmark;
  const altered = edition.data === 'altered';
  if (manifest.dataset.name === PARTS) writeParts(folder, join(SHIPPED, 'datasets/digits/digits.csv.gz'), altered);
  const edited = {
    ...manifest,
    config: { ...manifest.config, ...edition.config },
    env: { ...manifest.env, ...edition.env },
    ...(manifest.dataset.name === PARTS ? { dataset: { name: PARTS, version: partsVersion(altered) } } : {}),
  };
  writeFileSync(join(target, 'benchmark.yaml'), stringify(edited));
  writeFileSync(join(target, 'requirements.in'), `${edition.requirements.join('\n')}\n`);
  writeFileSync(join(target, 'requirements.lock'), await lockOf(edition.requirements, state));
  if (commits.length > 0) commitUpTo(folder, benchmark, commits, edition.commits ?? 0);
}

/** Commits that the repository lacks, up to number `count`; commit 0 is the folder as it is. */
function commitUpTo(folder: string, benchmark: string, commits: readonly Commit[], count: number): void {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, ...AUTHOR, ...args], { encoding: 'utf8' });
  if (!existsSync(join(folder, '.git'))) {
    mkdirSync(folder, { recursive: true });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '-m', `Add ${benchmark}`);
  }
  const made = Number(git('rev-list', '--count', 'HEAD')) - 1;
  for (const { message, file, find, replace } of commits.slice(made, count)) {
    const path = join(folder, benchmark, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${message}: its text is not once in ${file}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    git('commit', '--quiet', '-m', message, '--', path);
  }
}
