import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** A line between a worker and the API that can break at the worst moment. */
export interface CuttingProxy {
  readonly url: string;
  /** While true, requests arrive and are carried out, and the line breaks at the first byte of the answer. */
  cutting: boolean;
  /** While true, nothing passes in either direction: open connections break, and new ones. */
  down: boolean;
  /** Answers that were cut off. */
  readonly cuts: () => number;
}

export async function cuttingProxy(t: Test, port: number): Promise<CuttingProxy> {
  let cuts = 0;
  const open = new Set<Socket>();
  const proxy = { url: '', cutting: false, down: false, cuts: () => cuts };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    const broken = (): boolean => {
      if (proxy.down) near.resetAndDestroy();
      if (proxy.down) far.destroy();
      return proxy.down;
    };
    if (broken()) return;
    near.on('data', (bytes) => broken() || far.write(bytes)).on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    far.on('data', (bytes) => {
      if (broken()) return;
      if (!proxy.cutting) return void near.write(bytes);
      cuts += 1;
      near.resetAndDestroy();
      far.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  t.teardown(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return proxy;
}
