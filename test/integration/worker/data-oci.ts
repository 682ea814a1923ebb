import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';
import { imageOf, pushImage, removeImages, testRegistry } from '../../support/data-image.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { pinFrom } from '../../support/file-server.ts';
import { testFolder } from '../../support/folder.ts';
import { uniqueId } from '../../support/worker.ts';

// Data in an image: pulled by the engine from a registry on the loopback, copied out of a container that never starts.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });
const containers = createDockerClient(systemClock);
const FILES = { 'a.txt': 'aaa', 'deep/b.txt': 'bbb' };

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
    testCache(testFolder(t), { containers, ...more }).provide(pinOf(id, files));
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
  const address = await testRegistry(t);
  const repo = `${address}/team/set`;
  removeImages(t, repo);
  await imageOf(repo, 'v1', FILES);
  await pushImage(`${repo}:v1`);
  const { RepoDigests: digests } = await docker.getImage(`${repo}:v1`).inspect();
  const digest = digests.find((found) => found.startsWith(`${repo}@`)) ?? '';
  await docker.getImage(`${repo}:v1`).remove({ force: true });
  const open = { containers, privateHosts: ['127.0.0.1'] };
  const provide = (image: string, options: object) => testCache(testFolder(t), options).provide(pinOf(image, FILES));
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
  await pushImage(`${repo}:v1`);
  await t.rejects(
    provide(`${repo}:v1`, open),
    { code: 'DATASET_CORRUPT', message: /a\.txt: its SHA-256/ },
    'a tag moved',
  );
  t.equal(await containers.registryDigest(`${repo}:nowhere`), null);
  await t.rejects(provide(`${repo}:nowhere`, open), { code: 'PULL_FAILED' });
});
