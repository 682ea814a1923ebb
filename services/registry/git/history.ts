import { sha256Hex } from '../../core/model/identity.ts';
import { git } from './git.ts';

/** SHA-256 of files by path, as the pins hold code. */
export type CodeMap = Readonly<Record<string, string>>;

/** Newest commits that are looked at; a benchmark's script does not change more often. */
export const MAX_COMMITS = 2000;
const COMMIT = /^[0-9a-f]{7,64}$/;

/**
 * Commits that touched a folder's code files strictly between the one with the good side's files and the one with the bad
 * side's, from good to bad. Empty when the folder is no checkout, or a side's files were never committed.
 */
export async function commitsBetween(folder: string, good: CodeMap, bad: CodeMap): Promise<readonly string[]> {
  const paths = [...new Set([...Object.keys(good), ...Object.keys(bad)])].sort();
  const log = await git(folder, [
    ...['log', '--topo-order', '--format=%H', `--max-count=${MAX_COMMITS}`, '--'],
    ...paths.map((path) => `:(literal)${path}`),
  ]);
  const commits = (log?.toString('utf8') ?? '').split('\n').filter((line) => COMMIT.test(line));
  commits.reverse();
  const contents = new Map<string, string | null>();
  const matches: { good: boolean; bad: boolean }[] = [];
  for (const commit of commits) {
    const code = await codeAt(folder, commit, paths, contents);
    matches.push({ good: equal(code, good), bad: equal(code, bad) });
  }
  const range = closest(matches);
  if (range === null) return [];
  const between = commits.slice(Math.min(...range) + 1, Math.max(...range));
  return range[0] < range[1] ? between : between.reverse();
}

/** A folder's files as of a commit, by path; those that it did not have are left out. Null: no such commit here. */
export async function filesAt(
  folder: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Buffer> | null> {
  if (!COMMIT.test(commit) || (await git(folder, ['cat-file', '-e', `${commit}^{commit}`])) === null) return null;
  const files = new Map<string, Buffer>();
  for (const path of paths) {
    const bytes = await git(folder, ['show', `${commit}:./${path}`]);
    if (bytes !== null) files.set(path, bytes);
  }
  return files;
}

/** SHA-256 of the files at a commit; each blob is read once for all commits that have it. */
async function codeAt(
  folder: string,
  commit: string,
  paths: readonly string[],
  contents: Map<string, string | null>,
): Promise<CodeMap> {
  const code: Record<string, string> = {};
  for (const [path, blob] of await blobsAt(folder, commit, paths)) {
    if (!contents.has(blob)) {
      const bytes = await git(folder, ['cat-file', 'blob', blob]);
      contents.set(blob, bytes === null ? null : sha256Hex(bytes));
    }
    const sha256 = contents.get(blob);
    if (typeof sha256 === 'string') code[path] = sha256;
  }
  return code;
}

async function blobsAt(folder: string, commit: string, paths: readonly string[]): Promise<Map<string, string>> {
  const listing = await git(folder, ['--literal-pathspecs', 'ls-tree', '-z', commit, '--', ...paths]);
  const entries = (listing?.toString('utf8') ?? '').split('\0');
  return new Map(
    entries.flatMap((entry) => {
      const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(entry);
      return match === null ? [] : [[match[2] as string, match[1] as string] as const];
    }),
  );
}

function equal(code: CodeMap, side: CodeMap): boolean {
  const paths = Object.keys(side);
  return paths.length === Object.keys(code).length && paths.every((path) => code[path] === side[path]);
}

/** Places of a good and a bad commit with the fewest between them: files may have gone back and forth. */
function closest(matches: readonly { readonly good: boolean; readonly bad: boolean }[]): [number, number] | null {
  let best: [number, number] | null = null;
  let [good, bad] = [-1, -1];
  for (const [at, match] of matches.entries()) {
    if (match.good) good = at;
    if (match.bad) bad = at;
    if (good < 0 || bad < 0 || !(match.good || match.bad)) continue;
    if (best === null || Math.abs(good - bad) < Math.abs(best[0] - best[1])) best = [good, bad];
  }
  return best;
}
