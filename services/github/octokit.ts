import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Log } from '../core/ports/base.ts';

/** Longest one request may take, in milliseconds. */
const REQUEST_MS = 30_000;
/** Reads are tried again this often after a 5xx, and after this long (times 1, 4). The outbox does the real waiting. */
const READ_RETRIES = 2;
const READ_RETRY_MS = 250;

const PluggedOctokit = Octokit.plugin(retry, throttling);
export type GithubClient = InstanceType<typeof PluggedOctokit>;

export interface GithubOptions {
  readonly token: string;
  /** Base address of the API. */
  readonly apiUrl: string;
  readonly log: Log;
  /** False leaves out the gaps between writes that GitHub recommends: for a stand-in. */
  readonly paced?: boolean;
}

/**
 * Octokit with its plugins set so that none of them waits long: a rate limit is handed on at once, since the outbox knows
 * how to wait, and a write is sent once, since a repeated one could make a second issue.
 */
export function createClient({ token, apiUrl, log, paced = true }: GithubOptions): GithubClient {
  const never = () => false;
  const client = new PluggedOctokit({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'plumbline',
    request: { fetch: boundedFetch },
    retry: {
      retries: READ_RETRIES,
      retryAfterBaseValue: READ_RETRY_MS,
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451],
    },
    throttle: { enabled: paced, onRateLimit: never, onSecondaryRateLimit: never },
    log: {
      debug: () => {},
      info: () => {},
      warn: (message: string) => log.warn('octokit', { message }),
      error: () => {},
    },
  });
  client.hook.before('request', (options) => {
    if (options.method !== 'GET') options.request = { ...options.request, retries: 0 };
  });
  return client;
}

function boundedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MS) });
}
