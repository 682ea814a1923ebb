import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import type { Test } from 'tap';
import { pack } from 'tar-stream';
import { startRegistry } from './registry-server.ts';

const docker = new Docker({ socketPath: '/var/run/docker.sock' });

/** An image whose root holds some files in /set and a link to one of them; it has no program at all. */
export async function imageOf(repo: string, tag: string, files: Readonly<Record<string, string>>): Promise<void> {
  const archive = pack();
  for (const [path, content] of Object.entries(files)) archive.entry({ name: `set/${path}` }, content);
  archive.entry({ name: 'set/link.txt', type: 'symlink', linkname: 'a.txt' });
  archive.finalize();
  await text(await docker.importImage(Readable.from(archive), { repo, tag }));
}

/** Pushes to a registry that wants no name. */
export async function pushImage(reference: string): Promise<void> {
  const stream = await docker.getImage(reference).push({ authconfig: { username: '', password: '' } });
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(stream, (error, output) => (error ? reject(error) : resolve(output))),
  );
}

/** Removes what the engine has of a repository at the end of the test: a tag that moved leaves images without one. */
export function removeImages(t: Test, repository: string): void {
  t.teardown(async () => {
    const images = await docker.listImages({ all: true, filters: { reference: [repository] } });
    for (const { Id: id } of images) await docker.getImage(id).remove({ force: true });
  });
}

/** Address of a registry on the loopback, which ends with the test. */
export async function testRegistry(t: Test): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-registry-'));
  const { address, stop } = await startRegistry(folder);
  t.teardown(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return address;
}
