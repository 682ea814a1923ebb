import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { tinyImage } from '../../support/image.ts';
import { startRegistry } from '../../support/registry-server.ts';
import { startTestWorker } from '../../support/worker.ts';

// An image that this host does not have is pulled by its digest, and only by its digest.

t.test('pulled by digest from a registry', async (t) => {
  const docker = new Docker({ socketPath: '/var/run/docker.sock' });
  // Not in the test's folder, which the worker of this test makes anew.
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-registry-'));
  const registry = await startRegistry(folder);
  t.teardown(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const repository = `${registry.address}/tiny`;
  const image = docker.getImage((await tinyImage()).id);
  await image.tag({ repo: repository, tag: 'pushed' });
  const pushing = await docker.getImage(`${repository}:pushed`).push({ authconfig: { username: '', password: '' } });
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(pushing, (error, output) => (error ? reject(error) : resolve(output))),
  );
  const { RepoDigests: digests } = await image.inspect();
  const reference = digests.find((found) => found.startsWith(`${repository}@`)) ?? '';
  t.match(reference, /@sha256:[0-9a-f]{64}$/);
  await docker.getImage(`${repository}:pushed`).remove();
  await t.rejects(docker.getImage(reference).inspect(), /no such image/, 'the host does not have it now');

  const { door, order } = await startTestWorker(t);
  const run = order();
  run.pins.image = { reference, kind: 'registry-digest' };
  door.giveRun(run);
  const pulled = await door.reported(run.runId);
  t.match(pulled, { outcome: 'measured' }, pulled.detail);

  await docker.getImage(reference).remove();

  const other = order();
  const unknown = `${repository}@sha256:${'c'.repeat(64)}`;
  other.pins.image = { reference: unknown, kind: 'registry-digest' };
  door.giveRun(other);
  t.match(await door.reported(other.runId), { outcome: 'pull-failed', detail: /cccc/ });
});
