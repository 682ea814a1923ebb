import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Test } from 'tap';
import type { Certificates } from './certificates.ts';

/** A forward proxy: tunnels CONNECT alone, whatever name is asked for, to one port of this machine. */
export interface ForwardProxy {
  readonly port: number;
  /** Names that tunnels were asked for. */
  readonly asked: string[];
}

export async function forwardProxy(t: Test, to: number, credentials: string): Promise<ForwardProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    asked.push(request.url ?? '');
    const far = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    sockets.add(far.on('error', () => socket.destroy()));
    socket.on('close', () => far.destroy());
  });
  const port = await listen(t, server, () => {
    for (const socket of sockets) socket.destroy();
  });
  return { port, asked };
}

/** A reverse proxy with TLS in front of a service. */
export interface ReverseProxy {
  readonly port: number;
  /** Paths it was asked for, and how many of those it cut off. */
  readonly asked: string[];
  cuts: number;
  /** Address of the service; null: it answers 502. */
  target: string | null;
  /** How it ends a request that the service has not answered in time. */
  mode: 'answers 504' | 'hangs up';
}

/** @param idleMs after which a request without an answer is ended, as proxies do; a kept connection lasts 300 ms. */
export async function reverseProxy(
  t: Test,
  { key, cert }: Certificates,
  idleMs: number,
  target: string | null,
): Promise<ReverseProxy> {
  const proxy = { port: 0, asked: [] as string[], cuts: 0, target, mode: 'answers 504' } as ReverseProxy & {
    port: number;
  };
  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    proxy.asked.push(request.url ?? '');
    if (proxy.target === null) {
      response.writeHead(502).end('<h1>Bad gateway</h1>');
      return;
    }
    const { url = '/', method, headers } = request;
    const far = ask(new URL(url, proxy.target), {
      method,
      headers: { ...headers, host: new URL(proxy.target).host },
      agent: false,
    });
    const late = setTimeout(() => {
      proxy.cuts += 1;
      far.destroy();
      if (proxy.mode === 'hangs up') response.destroy();
      else if (!response.headersSent) response.writeHead(504).end('<h1>Gateway time-out</h1>');
    }, idleMs);
    far.on('response', (answer) => {
      clearTimeout(late);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    far.on('error', () => {
      clearTimeout(late);
      if (!response.headersSent && !response.destroyed) response.writeHead(502).end();
    });
    response.on('close', () => {
      clearTimeout(late);
      far.destroy();
    });
    request.pipe(far);
  };
  const server = createSecureServer({ key, cert, keepAliveTimeout: 300 }, forward);
  proxy.port = await listen(t, server, () => server.closeAllConnections());
  return proxy;
}

async function listen(t: Test, server: Server, stop: () => void): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    const closed = once(server, 'close');
    server.close();
    stop();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
