import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import type { Clock } from '../../services/core/ports/base.ts';
import { createRegistryClient, type RegistryClient } from '../../services/registry/oci/client.ts';
import type { FindCredentials } from '../../services/registry/oci/credentials.ts';
import { type EngineRegistries, isLoopback } from '../../services/registry/oci/engine-registries.ts';

/** A clock that waits for nothing and remembers what it was asked to wait for. */
export function patientClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return { waits, now: () => new Date('2026-01-02T03:04:05Z'), sleep: async (ms) => void waits.push(ms) };
}

/** A client that takes the loopback as insecure, as an engine with its default settings does. */
export function testClient(
  t: Test,
  options: { clock?: Clock; credentials?: FindCredentials; engine?: Partial<EngineRegistries> } = {},
): RegistryClient {
  const client = createRegistryClient({
    clock: options.clock ?? patientClock(),
    credentials: options.credentials ?? (async () => null),
    engine: { insecure: isLoopback, mirrors: [], ...options.engine },
  });
  t.teardown(() => client.close());
  return client;
}

/** A server on the loopback that answers as the test says; its address, and what it was asked. */
export async function stub(
  t: Test,
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<{ readonly address: string; readonly asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export const digestOf = (bytes: string | Buffer): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Pushes to a registry by hand: the requests of distribution-spec's "Push" and nothing of a client's. */
export function pusher(address: string, repository: string, authorization?: string) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const expect = async (wanted: number, url: string, init: RequestInit) => {
    const answer = await fetch(url, { ...init, headers: { ...headers, ...(init.headers as object) } });
    if (answer.status !== wanted) throw new Error(`${init.method} ${url}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const base = `http://${address}/v2/${repository}`;
  const blob = async (bytes: string): Promise<string> => {
    const begun = await expect(202, `${base}/blobs/uploads/`, { method: 'POST' });
    const location = new URL(begun.headers.get('location') as string, base);
    location.searchParams.set('digest', digestOf(bytes));
    const type = { 'content-type': 'application/octet-stream' };
    await expect(201, location.href, { method: 'PUT', body: bytes, headers: type });
    return digestOf(bytes);
  };
  const manifest = async (name: string | null, document: object): Promise<string> => {
    const body = JSON.stringify(document);
    const type = { 'content-type': (document as { mediaType: string }).mediaType };
    await expect(201, `${base}/manifests/${name ?? digestOf(body)}`, { method: 'PUT', body, headers: type });
    return digestOf(body);
  };
  return {
    manifest,
    /** An image of one small layer; `name` null: under its digest alone. */
    async image(name: string | null, content: string, architecture = 'amd64'): Promise<string> {
      const config = JSON.stringify({ architecture, os: 'linux', rootfs: { type: 'layers', diff_ids: [] }, content });
      return manifest(name, {
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: {
          mediaType: 'application/vnd.oci.image.config.v1+json',
          digest: await blob(config),
          size: config.length,
        },
        layers: [],
      });
    },
    async index(name: string, platforms: readonly { digest: string; platform: object }[]): Promise<string> {
      const type = 'application/vnd.oci.image.manifest.v1+json';
      const manifests = platforms.map((entry) => ({ mediaType: type, size: 1, ...entry }));
      return manifest(name, { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests });
    },
    remove: (digest: string) => expect(202, `${base}/manifests/${digest}`, { method: 'DELETE' }),
  };
}
