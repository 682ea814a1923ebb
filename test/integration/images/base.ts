import { createServer, type Socket } from 'node:net';
import Docker from 'dockerode';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { BaseImage } from '../../../services/core/model/catalog.ts';
import { loadCatalog } from '../../../services/registry/catalog/load.ts';
import { ensureBase } from '../../../services/registry/images/base.ts';
import { ensureDebianBase } from '../../../services/registry/images/debian.ts';
import type { ImageProgress } from '../../../services/registry/images/progress.ts';
import { testFolder } from '../../support/folder.ts';
import { BASE_NAME, importSmall, removeByLabel } from '../../support/images.ts';
import { startRegistry } from '../../support/registry-server.ts';

// The first run on a machine makes the base for real; later ones, and the other tests, find it by its recipe.
t.setTimeout(300_000);

const TEST_LABEL = 'dev.plumbline.test.base';
const docker = new Docker();
const catalog = await loadCatalog(new URL('../../../benchmarks', import.meta.url).pathname);
const { registry: _channel, ...declared } = catalog.bases.find((base) => base.name === BASE_NAME) as BaseImage;
const base = (registry?: string): BaseImage => ({ ...declared, ...(registry === undefined ? {} : { registry }) });
const seen: ImageProgress[] = [];
const options = {
  docker,
  architecture: 'amd64',
  scratch: testFolder(t),
  clock: systemClock,
  onProgress: (progress: ImageProgress) => seen.push(progress),
} as const;
t.teardown(() => removeByLabel(docker, TEST_LABEL));

let made: string;

t.test('made from the Debian archive once, found ever after', async (t) => {
  made = await ensureDebianBase(base(), options);
  t.match(made, /^sha256:[0-9a-f]{64}$/);
  const { Config } = await docker.getImage(made).inspect();
  t.ok(Config.Env?.some((line) => line.startsWith('PATH=/usr/local/sbin:')));
  t.equal(Config.Labels?.['dev.plumbline.base'], BASE_NAME);
  seen.length = 0;
  t.equal(await ensureDebianBase(base(), options), made);
  t.same(
    seen.map((progress) => progress.phase),
    ['found'],
  );
  t.same(await ensureBase(base(), { ...options, from: 'auto' }), { reference: made, kind: 'image-id' });
});

t.test('an archive that does not answer: mmdebstrap is asked, and its reason is named', async (t) => {
  const other: BaseImage = { ...declared, name: 'nowhere', debian: { suite: 'bookworm', include: [] } };
  await t.rejects(ensureDebianBase(other, { ...options, mirror: 'http://127.0.0.1:1/debian' }), {
    code: 'BASE_UNAVAILABLE',
    message: /base nowhere could not be made from Debian bookworm: .*127\.0\.0\.1/,
  });
});

t.test('an abort ends mmdebstrap', async (t) => {
  const other: BaseImage = { ...declared, name: 'nowhere', debian: { suite: 'bookworm', include: [] } };
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error('stopped by the test'));
  await t.rejects(ensureDebianBase(other, { ...options, signal: stop.signal, onProgress }), {
    message: 'stopped by the test',
  });
});

t.test('taken from a registry that answers, and pinned by its digest', async (t) => {
  const registry = await startRegistry(testFolder(t));
  t.teardown(registry.stop);
  const repository = `${registry.address}/library/python`;
  await importSmall(docker, repository, '3.11', { [TEST_LABEL]: 'yes' });
  const stream = await docker
    .getImage(repository)
    .push({ tag: '3.11', authconfig: { username: '', password: '', serveraddress: '' } });
  for await (const _ of stream);
  await docker.getImage(`${repository}:3.11`).remove();
  for (const from of ['auto', 'registry'] as const) {
    const pin = await ensureBase(base(`${repository}:3.11`), { ...options, from });
    t.match(pin, { reference: new RegExp(`^${repository}@sha256:[0-9a-f]{64}$`), kind: 'registry-digest' });
    t.equal((await docker.getImage(pin.reference).inspect()).RepoDigests[0], pin.reference);
  }
  await t.rejects(ensureBase(base(`${repository}:none`), { ...options, from: 'registry' }), {
    code: 'BASE_UNAVAILABLE',
  });
});

t.test('a registry that is away: Debian instead, unless only the registry is allowed', async (t) => {
  seen.length = 0;
  const pin = await ensureBase(base('127.0.0.1:1/x:1'), { ...options, from: 'auto' });
  t.same(pin, { reference: made, kind: 'image-id' });
  t.match(
    seen.find((progress) => progress.phase === 'note')?.text,
    /connection refused; using Debian's package archive$/,
  );
  await t.rejects(ensureBase(base('127.0.0.1:1/x:1'), { ...options, from: 'registry' }), { code: 'BASE_UNAVAILABLE' });
  await t.rejects(ensureBase(base(), { ...options, from: 'registry' }), {
    code: 'BASE_UNAVAILABLE',
    message: /names no registry/,
  });
});

t.test('a registry that accepts and never answers is given up in bounded time', async (t) => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  seen.length = 0;
  const pin = await ensureBase(base(`127.0.0.1:${port}/x:1`), { ...options, from: 'auto' });
  t.same(pin, { reference: made, kind: 'image-id' });
  t.match(seen.find((progress) => progress.phase === 'note')?.text, /no answer within 10 s; using Debian/);
});
