import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { pullAuth } from '../../../services/composition/pull-auth.ts';
import { loadConfig } from '../../../services/config.ts';
import { createDockerClient, DEFAULT_SOCKET } from '../../../workers/docker/docker-container-client.ts';
import { tinyImage } from '../../support/image.ts';
import { startRegistry } from '../../support/registry-server.ts';

const PASSWORD = 'correct horse battery staple';

t.test('a worker pulls with the credentials of this machine’s Docker client, and they show nowhere', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-registry-'));
  // bcrypt, the only kind that docker-registry takes; perl's crypt makes it with the C library's.
  const script = 'print crypt($ARGV[0], q($2y$05$abcdefghijklmnopqrstuu))';
  const hash = execFileSync('perl', ['-e', script, PASSWORD], { encoding: 'utf8' });
  writeFileSync(join(folder, 'htpasswd'), `ann:${hash}\n`);
  const registry = await startRegistry(
    folder,
    `auth:\n  htpasswd: { realm: test, path: ${join(folder, 'htpasswd')} }\n`,
  );
  t.teardown(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const docker = new Docker({ socketPath: DEFAULT_SOCKET });
  const repository = `${registry.address}/tiny`;
  const image = docker.getImage((await tinyImage()).id);
  await image.tag({ repo: repository, tag: 'pushed' });
  const authconfig = { username: 'ann', password: PASSWORD, serveraddress: registry.address };
  const pushing = await docker.getImage(`${repository}:pushed`).push({ authconfig });
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(pushing, (error, output) => (error ? reject(error) : resolve(output))),
  );
  const digests = (await image.inspect()).RepoDigests;
  const reference = digests.find((found) => found.startsWith(`${repository}@`)) ?? '';
  await docker.getImage(`${repository}:pushed`).remove();
  const removed = docker.getImage(reference);
  await removed.remove().catch(() => undefined);

  const auth = Buffer.from(`ann:${PASSWORD}`).toString('base64');
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [registry.address]: { auth } } }));
  const client = (dockerConfig: string) => {
    const { config } = loadConfig({ folder, environment: { DOCKER_CONFIG: dockerConfig } });
    return createDockerClient(systemClock, DEFAULT_SOCKET, [], pullAuth(config));
  };
  const refused = await client(join(folder, 'none'))
    .pull(reference)
    .catch((error: unknown) => error);
  t.match(refused, { code: 'PULL_FAILED' }, 'without a name the registry refuses');
  t.notMatch(String(refused), PASSWORD);
  await client(folder).pull(reference);
  t.match(await client(folder).image(reference), { id: (await tinyImage()).id });
  await docker.getImage(reference).remove();
});
