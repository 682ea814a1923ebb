import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { Clock } from '../../../services/core/ports/base.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';
import { PULL_SILENT_MS } from '../../../workers/docker/pull.ts';

/** A registry that takes connections and never says a word. */
async function silentRegistry(t: Test): Promise<{ reference: string; asked(): Promise<void> }> {
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
  return {
    reference: `127.0.0.1:${port}/silent@sha256:${'a'.repeat(64)}`,
    async asked() {
      while (sockets.size === 0) await sleep(20);
    },
  };
}

/** The code of a pull's failure, within twenty seconds. */
async function ended(pulling: Promise<void>): Promise<string | undefined> {
  const late = new AbortController();
  const first = await Promise.race([
    pulling.then(
      () => 'pulled',
      (error: { code?: string; message?: string }) => `${error.code} ${error.message}`,
    ),
    sleep(20_000, 'still pulling', { signal: late.signal }),
  ]);
  late.abort();
  return first;
}

t.test('a pull from a registry that says nothing ends when the work is stopped', async (t) => {
  const { reference, asked } = await silentRegistry(t);
  const stop = new AbortController();
  const pulling = createDockerClient(systemClock).pull(reference, stop.signal);
  pulling.catch(() => undefined);
  await asked();
  stop.abort();
  t.match(await ended(pulling), /PULL_FAILED|DOCKER_UNAVAILABLE/);
});

t.test('a pull that nothing is heard of ends by itself', async (t) => {
  const { reference, asked } = await silentRegistry(t);
  // Ten minutes have passed as soon as the registry was asked.
  const clock: Clock = {
    ...systemClock,
    sleep: (ms, signal) => (ms === PULL_SILENT_MS ? asked() : systemClock.sleep(ms, signal)),
  };
  const pulling = createDockerClient(clock).pull(reference);
  pulling.catch(() => undefined);
  t.match(await ended(pulling), /^PULL_FAILED pull 127\..*: the engine said nothing of it for 10 min/);
});
