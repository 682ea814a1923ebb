import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import type { DatasetSource } from '../../services/core/model/catalog.ts';
import { filesDigest, sha256Hex } from '../../services/core/model/identity.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import type { Certificates } from './certificates.ts';

export interface FileServer {
  readonly base: string;
  /** Every request: method, path, and the headers that matter. */
  readonly asked: { method: string; url: string; range: string | undefined; ifRange: string | undefined }[];
}

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/**
 * A server on loopback that answers as the test says; `count` is 1 at the first request. With certificates it speaks TLS
 * alone, under the name `localhost`.
 */
export async function fileServer(t: Test, handler: Handler, certificates?: Certificates): Promise<FileServer> {
  const asked: FileServer['asked'] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const { range, 'if-range': ifRange } = request.headers as Record<string, string | undefined>;
    asked.push({ method: request.method ?? '', url: request.url ?? '', range, ifRange });
    handler(request, response, asked.length);
  };
  const server = certificates === undefined ? createServer(listener) : createTlsServer(certificates, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { base: certificates === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`, asked };
}

/** A data set of some files from a source. */
export function pinFrom(
  source: DatasetSource,
  files: Readonly<Record<string, string | Buffer>>,
  member: (path: string) => string = (path) => path,
): DatasetPin {
  const pinned = Object.entries(files).map(([path, content]) => ({
    path,
    sha256: sha256Hex(content),
    bytes: Buffer.byteLength(content),
    ...(member(path) === path ? {} : { member: member(path) }),
  }));
  return { name: 'served', version: '1', digest: filesDigest(pinned), source, files: pinned };
}
