import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmulator } from 'emulate';
import type { Test } from 'tap';

export const REPOSITORY = 'acme/models';
export const TOKEN = 'ghp_test0000000000000000000000000000';

/** What the proxy does with the next request that matches, instead of only passing it on. */
export type Fault =
  /** Answers by itself; GitHub never sees the request. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly message?: string;
    }
  /** Passes the request on and then cuts the line, as a crash between GitHub's answer and our commit looks. */
  | { readonly kind: 'swallow' }
  /** Cuts the line before the request reaches GitHub. */
  | { readonly kind: 'cut' };

export interface Github {
  readonly apiUrl: string;
  /** Method and path of every request so far. */
  readonly requests: string[];
  /** Applies to the next request with this method; faults of one method queue up. */
  fail(method: string, fault: Fault): void;
  /** Every issue as the emulator has it, oldest first. */
  issues(): Promise<{ number: number; title: string; body: string; state: string; labels: { name: string }[] }[]>;
  comments(number: number): Promise<{ body: string }[]>;
  /** Opens an issue past the proxy, as a person would. */
  open(issue: { title: string; body: string; labels?: string[] }): Promise<number>;
}

/** GitHub's emulator behind a proxy on loopback that fails on command; both end with the test. */
export async function startGithub(t: Test): Promise<Github> {
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [TOKEN]: { login: 'acme', scopes: ['repo'] } },
      github: { users: [{ login: 'acme' }], repos: [{ owner: 'acme', name: 'models' }] },
    },
  });
  const faults = new Map<string, Fault[]>();
  const requests: string[] = [];

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/' } = request;
    requests.push(`${method} ${url}`);
    const fault = faults.get(method)?.shift();
    if (fault?.kind === 'cut') return void response.destroy();
    if (fault?.kind === 'answer') {
      const { status, headers = {}, message = 'as told' } = fault;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      return void response.end(JSON.stringify({ message }));
    }
    const answer = await fetch(`${emulator.url}${url}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (fault?.kind === 'swallow') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(body);
  }

  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await emulator.close();
  });

  async function direct<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    return (await (await fetch(`${emulator.url}/repos/${REPOSITORY}${path}`, { ...init, headers })).json()) as T;
  }
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail: (method, fault) => faults.set(method, [...(faults.get(method) ?? []), fault]),
    issues: () => direct('/issues?state=all&sort=created&direction=asc&per_page=100'),
    comments: (number) => direct(`/issues/${number}/comments?per_page=100`),
    open: async (issue) =>
      (await direct<{ number: number }>('/issues', { method: 'POST', body: JSON.stringify(issue) })).number,
  };
}
