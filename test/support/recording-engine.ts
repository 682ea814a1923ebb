import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

/** What a client asked an engine to create. */
export interface CreateRequest {
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

export interface RecordingEngine {
  readonly socketPath: string;
  readonly created: readonly CreateRequest[];
}

const IMAGE = `sha256:${'a'.repeat(64)}`;

/**
 * An engine's socket that makes nothing and keeps every create request: it answers what a client asks before it creates a
 * container. With `apiVersion` it says which version of the API it speaks.
 */
export async function recordingEngine(t: Test, apiVersion: string): Promise<RecordingEngine> {
  const created: CreateRequest[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '').split('?')[0] ?? '';
    const answer = (status: number, body: unknown): void => {
      const text = body === null ? '' : JSON.stringify(body);
      response.writeHead(status, { 'Api-Version': apiVersion, 'Content-Type': 'application/json', Ostype: 'linux' });
      response.end(request.method === 'HEAD' ? '' : text);
    };
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (path === '/_ping') return answer(200, 'OK');
      if (path === '/version') return answer(200, { Version: '28.2.2', ApiVersion: apiVersion, MinAPIVersion: '1.24' });
      if (path === '/info') return answer(200, { OSType: 'linux', Architecture: 'x86_64' });
      if (path.startsWith('/images/'))
        return answer(200, { Id: IMAGE, Os: 'linux', Architecture: 'amd64', Config: {} });
      if (path !== '/containers/create') return answer(404, { message: `no ${path} here` });
      created.push(JSON.parse(Buffer.concat(parts).toString('utf8')) as CreateRequest);
      return answer(201, { Id: 'c'.repeat(64), Warnings: [] });
    });
  });
  // A socket's address has room for 107 characters, which a folder named after a test may not leave.
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-engine-'));
  const socketPath = join(folder, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { socketPath, created };
}
