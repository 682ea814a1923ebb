import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { formatLock } from '../../services/registry/lock/lock.ts';
import { SMALL_CATALOG, writeSmallCatalog } from './small-catalog.ts';

/** The catalog's own base: made once on a machine, and found again by every test, demo and service after that. */
export const BASE_NAME = 'python311-bookworm';
const BASE = readFileSync(new URL(`../../benchmarks/bases/${BASE_NAME}.yaml`, import.meta.url), 'utf8');

/** A Dockerfile that installs the locked wheels offline, as every benchmark's does. */
export const TINY_DOCKERFILE = [
  'ARG BASE',
  'FROM $BASE',
  // A build that had a network would see more than the loopback.
  'RUN [ "$(ls /sys/class/net)" = lo ]',
  'COPY wheels /wheels',
  'COPY requirements.lock /requirements.lock',
  'RUN python3 -m pip install --break-system-packages --no-index --find-links=/wheels --require-hashes --no-deps -r /requirements.lock',
  'COPY train.py /benchmark/',
  'USER 65534:65534',
  '',
].join('\n');

/** A catalog of one benchmark with a name of its own, whose lock holds one wheel. */
export function writeTinyImage(folder: string, sha256: string, changes: Record<string, string> = {}): string {
  const name = `tiny-${randomBytes(4).toString('hex')}`;
  const files: Record<string, string | null> = {};
  for (const [path, text] of Object.entries(SMALL_CATALOG)) {
    if (!path.startsWith('tiny/')) continue;
    files[path] = null;
    files[path.replace('tiny/', `${name}/`)] = text
      .replace('name: tiny', `name: ${name}`)
      .replace('"tiny"', `"${name}"`);
  }
  files['bases/debian.yaml'] = null;
  files[`bases/${BASE_NAME}.yaml`] = BASE;
  files[`${name}/benchmark.yaml`] = (files[`${name}/benchmark.yaml`] as string).replace(
    'base: debian',
    `base: ${BASE_NAME}`,
  );
  files[`${name}/Dockerfile`] = TINY_DOCKERFILE;
  files[`${name}/train.py`] = 'import alpha\nprint("alpha", alpha.VERSION)\n';
  files[`${name}/requirements.lock`] = formatLock([{ name: 'alpha', version: '1.0', sha256: [sha256] }], 'One wheel.');
  for (const [path, text] of Object.entries(changes)) files[`${name}/${path}`] = text;
  writeSmallCatalog(folder, files);
  return name;
}

/** Removes every image that carries the label, with the layers that nothing else uses. */
export async function removeByLabel(docker: Docker, label: string): Promise<void> {
  const images = await docker.listImages({ filters: JSON.stringify({ label: [label] }) });
  for (const image of images)
    await docker
      .getImage(image.Id)
      .remove({ force: true })
      .catch(() => undefined);
}

/** Imports an image of one small file, with labels and a tag: enough where only its identity matters. */
export async function importSmall(
  docker: Docker,
  repo: string,
  tag: string,
  labels: Record<string, string>,
): Promise<string> {
  const archive = pack();
  archive.entry({ name: 'marker' }, randomBytes(8).toString('hex'));
  archive.finalize();
  const changes = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${value}`);
  const stream = await docker.importImage(archive as unknown as NodeJS.ReadableStream, { repo, tag, changes });
  for await (const _ of stream);
  return (await docker.getImage(`${repo}:${tag}`).inspect()).Id;
}

/** A port of the loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
