import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { DatasetPin, PinFile } from '../../../services/core/model/pins.ts';
import { sourceDrift } from '../../../services/core/planning/source-drift.ts';
import { type SourceWatchDeps, watchSources } from '../../../services/scheduler/source-watch.ts';
import { createSourceAsker } from '../../../workers/datasets/asker.ts';
import type { CacheOptions } from '../../../workers/datasets/cache.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';
import { imageOf, pushImage, removeImages, testRegistry } from '../../support/data-image.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { testFolder } from '../../support/folder.ts';
import { temporaryStore } from '../../support/store.ts';
import { uniqueId } from '../../support/worker.ts';

// A source that once gave the pinned bytes and now gives others: a move of its channel, seen by its entity tag, its
// commit or its digest without a download, named by a look, told once. Pins stay as they are.

async function watched(t: Test, dataset: DatasetPin, more: Partial<CacheOptions> = {}) {
  const root = testFolder(t);
  const store = await temporaryStore(t);
  const lines: string[] = [];
  const write = (text: string, data?: object): void => void lines.push(`${text} ${JSON.stringify(data)}`);
  const log = { info: write, warn: write, error: write };
  let hours = 0;
  const clock = { ...systemClock, now: () => new Date(Date.parse('2026-11-26T02:30:00Z') + hours * 3_600_000) };
  const options = {
    ...{ clock: systemClock, log, containers: null, origins: [], quotaGiB: 1, isActive: () => false },
    ...{ privateHosts: ['127.0.0.1'], stop: new AbortController().signal, patience: { tries: 1 } },
    ...more,
  };
  const file = { schemaVersion: 1, resolvedAt: '2026-11-26T00:00:00Z', pins: [{ dataset }] } as unknown as PinFile;
  const deps: SourceWatchDeps = {
    store,
    pins: { load: async () => file, save: async () => void t.fail('a pin was written') },
    asker: createSourceAsker(root, options),
    config: { project: 'default' },
    clock,
    log,
  };
  const states = async () => (await store.channels.states('default', 'upstream:served', 50)).items;
  return {
    root,
    lines,
    night: async () => {
      hours += 24;
      return watchSources(deps);
    },
    again: () => watchSources(deps),
    states,
    drift: async () => sourceDrift(dataset, await states()),
  };
}

t.test('an address', async (t) => {
  let [content, tag] = ['one', '"v1"'];
  const server = await fileServer(t, (request, response) => {
    response.writeHead(200, { etag: tag, 'content-length': String(content.length) });
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  const pin = pinFrom({ kind: 'https', url: `${server.base}/x` }, { x: 'one' });
  const { night, again, states, lines, root } = await watched(t, pin);
  const methods = () => server.asked.splice(0).map(({ method }) => method);
  t.equal(await night(), 1);
  t.same(methods(), ['HEAD', 'GET'], 'the first time its bytes are looked at');
  t.equal(await again(), 0, 'once a night');
  await night();
  t.same(methods(), ['HEAD'], 'then its entity tag is enough');
  t.match(await states(), [{ digest: pin.digest }]);
  t.same(lines, []);

  [content, tag] = ['two', '"v2"'];
  await night();
  t.same(methods(), ['HEAD', 'GET']);
  const [moved, before] = await states();
  t.match(before, { digest: pin.digest });
  t.not(moved?.digest, pin.digest);
  t.match(lines, [/gives other bytes than are pinned .*file x: its SHA-256 is [0-9a-f]{64}, pinned is [0-9a-f]{64}/]);
  await night();
  t.equal(lines.length, 1, 'told once');

  [content, tag] = ['one', '"v3"'];
  await night();
  t.match(await states(), [{ digest: pin.digest }, {}, { digest: pin.digest }], 'and back');
  t.same(readdirSync(root), [], 'nothing of the looks is left');
});

t.test('a source without a word is looked at each night; one that is away is said and asked again', async (t) => {
  let status = 200;
  const server = await fileServer(t, (request, response) => {
    response.writeHead(status).end(request.method === 'HEAD' ? undefined : 'one');
  });
  const pin = pinFrom({ kind: 'https', url: `${server.base}/x` }, { x: 'one' });
  const { night, again, states, lines } = await watched(t, pin);
  await night();
  await night();
  t.equal(server.asked.filter(({ method }) => method === 'GET').length, 2);
  status = 500;
  await night();
  t.equal(await again(), 1, 'not answered is not asked');
  t.match(lines, [/could not be asked/, /could not be asked/]);
  t.match(await states(), [{ digest: pin.digest }]);
});

t.test('a file that comes from a source of its own is asked there', async (t) => {
  let [content, tag] = ['two', '"v1"'];
  const server = await fileServer(t, (request, response) => {
    const [text, word] = request.url === '/own' ? [content, tag] : ['one', '"set"'];
    response.writeHead(request.url === '/set/b' ? 404 : 200, { etag: word });
    response.end(request.method === 'HEAD' ? undefined : text);
  });
  const whole = pinFrom({ kind: 'https', url: `${server.base}/set/` }, { a: 'one', b: 'two' });
  const own = { kind: 'https' as const, url: `${server.base}/own` };
  const files = whole.files.map((file) => (file.path === 'b' ? { ...file, source: own } : file));
  const { night, states, lines, drift } = await watched(t, { ...whole, files });
  await night();
  t.match(await states(), [{ digest: whole.digest }]);
  t.same(
    server.asked.filter(({ method }) => method === 'HEAD').map(({ url }) => url),
    ['/set/a', '/own'],
  );
  [content, tag] = ['2', '"v2"'];
  await night();
  t.match(await drift(), { seen: 'other' });
  t.match(lines, [/gives other bytes than are pinned .*b/]);
});

t.test('a branch that moved: first without another byte, then with one', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-git-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const who = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@example.org'];
  const git = (...args: string[]) => execFileSync('git', [...who, '-C', folder, ...args], { encoding: 'utf8' });
  const commit = (path: string, text: string) => {
    writeFileSync(join(folder, path), text);
    git('add', '--all');
    git('commit', '--quiet', '--message', path);
  };
  git('init', '--quiet', '--initial-branch=main');
  commit('a.txt', 'one');
  const pin = pinFrom({ kind: 'git', url: `file://${folder}`, ref: 'main' }, { 'a.txt': 'one' });
  const { night, states, lines, drift, root } = await watched(t, pin, { privateHosts: [`file://${folder}`] });
  await night();
  await night();
  t.match(await states(), [{ kind: 'git', digest: pin.digest, pointer: /main \[[0-9a-f]{12}\]$/ }]);
  t.equal((await states()).length, 1, 'the same commit is the same state');

  commit('README', 'no data');
  await night();
  const [newer, older] = await states();
  t.match([newer, older], [{ digest: pin.digest }, { digest: pin.digest }]);
  t.not(newer?.pointer, older?.pointer, 'another commit');
  t.equal(await drift(), null);
  t.same(lines, []);

  commit('a.txt', 'two');
  await night();
  t.not((await states())[0]?.digest, pin.digest);
  t.match(lines, [
    /gives other bytes than are pinned .*file a\.txt: its SHA-256 is [0-9a-f]{64}, pinned is [0-9a-f]{64}/,
  ]);
  t.match(await drift(), { dataset: 'served', seen: 'other', since: (await states())[0]?.firstAt ?? '' });
  await night();
  t.equal(lines.length, 1, 'told once');

  git('reset', '--quiet', '--hard', 'HEAD~2');
  await night();
  t.equal(await drift(), null, 'and back');
  t.same(readdirSync(root), [], 'nothing of the looks is left');
});

t.test('a tag that moved in a registry', async (t) => {
  const docker = new Docker({ socketPath: '/var/run/docker.sock' });
  const image = `${await testRegistry(t)}/team/${uniqueId('x').toLowerCase()}`;
  const publish = async (text: string) => {
    await imageOf(image, 'v1', { 'a.txt': text });
    await pushImage(`${image}:v1`);
    await docker.getImage(`${image}:v1`).remove({ force: true });
  };
  await publish('one');
  const pin = pinFrom({ kind: 'oci', image: `${image}:v1` }, { 'a.txt': 'one' }, (path) => `set/${path}`);
  const { night, states, lines, drift } = await watched(t, pin, { containers: createDockerClient(systemClock) });
  removeImages(t, image);
  await night();
  await night();
  t.match(await states(), [{ kind: 'dataset', digest: pin.digest, pointer: /^oci:.* v1 \[[0-9a-f]{12}\]$/ }]);
  t.equal((await states()).length, 1);
  t.same(lines, []);

  await publish('two');
  await night();
  const [moved, before] = await states();
  t.equal(before?.digest, pin.digest);
  t.not(moved?.digest, pin.digest);
  t.not(moved?.pointer, before?.pointer, 'the digest of the registry is another one');
  t.match(lines, [/gives other bytes than are pinned .*a\.txt: its SHA-256 is/]);
  t.match(await drift(), { seen: 'other', since: moved?.firstAt ?? '' });
  await night();
  t.equal(lines.length, 1, 'told once');

  await publish('one');
  await night();
  t.equal(await drift(), null, 'and back');
});
