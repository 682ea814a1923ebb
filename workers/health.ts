import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlumblineError } from '../services/core/errors.ts';
import type { Clock } from '../services/core/ports/base.ts';
import { usageOf } from './folder-usage.ts';
import type { WorkerStatus } from './status.ts';

/** An API that has not answered for this long is away, in milliseconds: longer than the longest wait of a claim. */
const CONTACT_MS_MAX = 90_000;
/** How long an answer of the engine is good for, in milliseconds: whoever asks often asks us and not the engine. */
const ENGINE_FRESH_MS = 5_000;
/** How long an answer of ours waits for one of the engine, in milliseconds: who asks whether we live gives up soon. */
const ENGINE_MS_MAX = 2_000;
/** Bounds of the endpoint: open connections, and the time in which a request must have come, in milliseconds. */
const CONNECTIONS_MAX = 32;
const REQUEST_MS_MAX = 5_000;

export interface HealthOptions {
  /** `host:port`; port 0: a free one. */
  readonly address: string;
  readonly version: string;
  readonly platform: string;
  readonly host: string;
  readonly status: () => WorkerStatus;
  /** Rejects when the engine does not answer. */
  readonly pingEngine: () => Promise<void>;
  /** Folder of the messages that wait for the API. */
  readonly spool: string;
  readonly clock: Clock;
}

export interface HealthEndpoint {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers `/healthz` (the process lives) and `/readyz` (it can take work: 200, else 503 with the reasons), both with the
 * same JSON. It tells names and numbers, never a secret. CONFIG_INVALID when the address cannot be used.
 */
export async function startHealth(options: HealthOptions): Promise<HealthEndpoint> {
  const engine = cachedEngine(options);
  const server = createServer(
    { requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX },
    (request, response) => {
      const path = (request.url ?? '').split('?')[0];
      if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, { error: 'only GET' });
      if (path !== '/healthz' && path !== '/readyz')
        return answer(response, 404, { error: 'see /healthz and /readyz' });
      view(options, engine)
        .then((body) => answer(response, path === '/healthz' || body.ready ? 200 : 503, body))
        .catch(() => answer(response, 500, { error: 'the state could not be read' }));
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  return { url: await listen(server, options.address), close: () => close(server) };
}

async function view(options: HealthOptions, engine: () => Promise<string | null>) {
  const { version, platform, host, clock } = options;
  const { state, jobs, lastContactAt, blocked } = options.status();
  const quietMs = lastContactAt === null ? null : clock.now().getTime() - lastContactAt.getTime();
  const [engineAway, spool] = await Promise.all([engine(), usageOf(options.spool)]);
  const reasons = [
    ...(state === 'draining' ? ['the worker is stopping'] : []),
    ...(engineAway === null ? [] : [`the engine does not answer: ${engineAway}`]),
    ...(quietMs === null ? ['the API has not answered yet'] : []),
    ...(quietMs !== null && quietMs > CONTACT_MS_MAX
      ? [`the API has not answered for ${Math.round(quietMs / 1000)} s`]
      : []),
    ...(blocked === null ? [] : [blocked]),
  ];
  return {
    ready: reasons.length === 0,
    reasons,
    state,
    version,
    platform,
    host,
    jobs,
    lastContactAt: lastContactAt?.toISOString() ?? null,
    spool: { messages: spool.entries, bytes: spool.bytes },
  };
}

/** Why the engine does not answer; null: it does. One question at a time: an engine that hangs is not asked again. */
function cachedEngine({ pingEngine, clock }: HealthOptions): () => Promise<string | null> {
  let asked = Number.NEGATIVE_INFINITY;
  let known: string | null = null;
  let asking: Promise<string | null> | null = null;

  async function ask(): Promise<string | null> {
    known = await pingEngine().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    asking = null;
    return known;
  }

  return async () => {
    const now = clock.now().getTime();
    if (asking === null && Math.abs(now - asked) > ENGINE_FRESH_MS) {
      asked = now;
      asking = ask();
    }
    if (asking === null) return known;
    const answered = new AbortController();
    const late = clock.sleep(ENGINE_MS_MAX, answered.signal).then(() => `nothing within ${ENGINE_MS_MAX / 1000} s`);
    try {
      return await Promise.race([asking, late]);
    } finally {
      answered.abort();
    }
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

async function listen(server: Server, address: string): Promise<string> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  try {
    server.listen({ host: host === '*' ? undefined : host, port: Number(address.slice(at + 1)) });
    await once(server, 'listening');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new PlumblineError('CONFIG_INVALID', `worker.health is ${address}: ${words}`);
  }
  const { address: bound, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${bound}]` : bound}:${port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
