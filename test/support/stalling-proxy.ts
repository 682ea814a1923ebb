import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { Test } from 'tap';

/** A way to a registry that can stop in the middle. */
export interface StallingProxy {
  /** `127.0.0.1:PORT`, part of an image's name. */
  readonly address: string;
  /** From now on blobs are asked for and do not come. */
  stall(): void;
  /** They come again. What stalled is cut: an engine goes on with a download of a client that is gone, and others join it. */
  flow(): void;
  /** Blobs that are asked for and do not come. */
  stalled(): number;
}

/** Stands before a server on the loopback, under a port of its own. */
export async function stallingProxy(t: Test, target: string): Promise<StallingProxy> {
  let stalling = false;
  const stalled = new Set<ServerResponse>();
  const [host = '', port = ''] = target.split(':');
  const server = createServer((incoming, answer) => {
    const { method, url = '', headers } = incoming;
    if (stalling && method === 'GET' && url.includes('/blobs/')) return void stalled.add(answer);
    const outgoing = request({ host, port, method, path: url, headers: { ...headers, host: address } });
    outgoing.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    answer.on('error', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as { port: number }).port}`;
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    address,
    stall: () => {
      stalling = true;
    },
    flow: () => {
      stalling = false;
      for (const answer of stalled) answer.destroy();
      stalled.clear();
    },
    stalled: () => stalled.size,
  };
}
