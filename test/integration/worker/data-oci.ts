import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { pack } from 'tar-stream';
import { systemClock } from '../../../services/composition/clock.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { pinFrom } from '../../support/file-server.ts';
import { startRegistry } from '../../support/registry-server.ts';
import { uniqueId } from '../../support/worker.ts';

// Data in an image: pulled by the engine from a registry on the loopback, copied out of a container that never starts.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });
const containers = createDockerClient(systemClock);
const FILES = { 'a.txt': 'aaa', 'deep/b.txt': 'bbb' };

/** An image whose root holds some files in /set and a link to one of them; it has no program at all. */
async function imageOf(repo: string, tag: string, files: Readonly<Record<string, string>>): Promise<void> {
  const archive = pack();
  for (const [path, content] of Object.entries(files)) archive.entry({ name: `set/${path}` }, content);
  archive.entry({ name: 'set/link.txt', type: 'symlink', linkname: 'a.txt' });
  archive.finalize();
  await text(await docker.importImage(Readable.from(archive), { repo, tag }));
}

async function push(reference: string): Promise<void> {
  const stream = await docker.getImage(reference).push({ authconfig: { username: '', password: '' } });
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(stream, (error, output) => (error ? reject(error) : resolve(output))),
  );
}

async function registry(t: Test): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-registry-'));
  const { address, stop } = await startRegistry(folder);
  t.teardown(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return address;
}

const pinOf = (image: string, files: Readonly<Record<string, string>>) =>
  pinFrom({ kind: 'oci', image }, files, (path) => `set/${path}`);

t.test('files of an image of this host, and what is no file', async (t) => {
  const repo = `plumbline-test/data-${uniqueId('x').toLowerCase()}`;
  await imageOf(repo, 'v1', {
    ...FILES,
    ...Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`many/${n}`, `${n}`])),
  });
  const image = docker.getImage(`${repo}:v1`);
  const { Id: id } = await image.inspect();
  t.teardown(() => image.remove({ force: true }));
  const provide = (files: Readonly<Record<string, string>>, more = {}) =>
    testCache(t.testdir({}), { containers, ...more }).provide(pinOf(id, files));
  const folder = await provide(FILES);
  for (const [path, content] of Object.entries(FILES)) t.equal(readFileSync(`${folder}/${path}`, 'utf8'), content);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`many/${n}`, `${n}`]));
  t.equal(readFileSync(`${await provide({ ...FILES, ...many })}/many/29`, 'utf8'), '29', 'a whole folder at once');
  for (const [files, message] of [
    [{ 'link.txt': 'aaa' }, /it is a link in the archive/],
    [{ 'absent.txt': 'x' }, /file set\/absent\.txt: the image has no such file/],
    [{ 'a.txt': 'aa' }, /it has 3 bytes in the archive, pinned are 2/],
    [{ 'a.txt': 'aab' }, /a\.txt: its SHA-256 is/],
  ] as const) {
    await t.rejects(provide(files as unknown as Record<string, string>), { code: 'DATASET_CORRUPT', message });
  }
  await t.rejects(provide(FILES, { containers: null }), {
    code: 'DATASET_MISSING',
    message: /needs a container engine/,
  });
  const left = await docker.listContainers({ all: true, filters: { ancestor: [id] } });
  t.same(left, [], 'no container is left');
});

t.test('pulled by tag and by digest, from registries that are allowed alone', async (t) => {
  const address = await registry(t);
  const repo = `${address}/team/set`;
  await imageOf(repo, 'v1', FILES);
  await push(`${repo}:v1`);
  const { RepoDigests: digests } = await docker.getImage(`${repo}:v1`).inspect();
  const digest = digests.find((found) => found.startsWith(`${repo}@`)) ?? '';
  await docker.getImage(`${repo}:v1`).remove({ force: true });
  const open = { containers, privateHosts: ['127.0.0.1'] };
  const provide = (image: string, options: object) => testCache(t.testdir({}), options).provide(pinOf(image, FILES));
  await t.rejects(provide(`${repo}:v1`, { containers }), {
    code: 'ORIGIN_REFUSED',
    message: /127\.0\.0\.1 is at 127\.0\.0\.1: it is private/,
  });
  await t.rejects(provide(`${repo}:v1`, { ...open, origins: [`oci:${address}/other`] }), {
    code: 'ORIGIN_REFUSED',
    message: new RegExp(`oci:${repo} is below none of data\\.origins`),
  });
  for (const image of [`${repo}:v1`, digest]) {
    const folder = await provide(image, { ...open, origins: [`oci:${address}/team`] });
    t.equal(readFileSync(`${folder}/deep/b.txt`, 'utf8'), 'bbb', image);
    t.equal(await containers.registryDigest(image), digest.replace(/^.*@/, ''));
    await docker.getImage(image).remove({ force: true });
  }
  await imageOf(repo, 'v1', { ...FILES, 'a.txt': 'aab' });
  await push(`${repo}:v1`);
  t.teardown(() => docker.getImage(`${repo}:v1`).remove({ force: true }));
  await t.rejects(
    provide(`${repo}:v1`, open),
    { code: 'DATASET_CORRUPT', message: /a\.txt: its SHA-256/ },
    'a tag moved',
  );
  t.equal(await containers.registryDigest(`${repo}:nowhere`), null);
  await t.rejects(provide(`${repo}:nowhere`, open), { code: 'PULL_FAILED' });
});
