import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';

t.test('a pull from a registry that says nothing ends when the work is stopped', async (t) => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const stop = new AbortController();
  const reference = `127.0.0.1:${port}/silent@sha256:${'a'.repeat(64)}`;
  const pulling = createDockerClient(systemClock).pull(reference, stop.signal);
  pulling.catch(() => undefined);
  while (sockets.size === 0) await sleep(20);
  stop.abort();
  const late = new AbortController();
  const first = await Promise.race([
    pulling.then(
      () => 'pulled',
      (error: { code?: string }) => error.code,
    ),
    sleep(20_000, 'still pulling', { signal: late.signal }),
  ]);
  late.abort();
  t.match(first, /PULL_FAILED|DOCKER_UNAVAILABLE/);
});
