import { ERROR_KINDS, type ErrorCode, PlumblineError } from '../core/errors.ts';
import { API_PREFIX, IDEMPOTENCY_HEADER, type Problem } from '../core/model/api/page.ts';

export interface ClientOptions {
  /** Address of the service, such as `http://127.0.0.1:7070`; without the API's prefix. */
  readonly baseUrl: string;
  /** Bearer token; null for open reads. Never logged and never part of an error. */
  readonly token: string | null;
  readonly fetch?: typeof fetch;
  /** Time in which an answer must have come, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path under the API's prefix, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Whether it may be sent again when the connection broke under it; GET and DELETE always may. */
  readonly repeatable?: boolean;
}

export const TIMEOUT_MS = 30_000;
/**
 * Times that a repeatable call is sent again at once because its connection was reset: what lies between us and the
 * service may close connections that were kept open, and more than one may be stale.
 */
const RESETS_MAX = 2;
const RESETS: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
/** Most of an answer's text that an error repeats, in characters. */
const EXCERPT_MAX = 200;

export interface Http {
  /** The answer's JSON; undefined for 204. Problem documents become errors of the one table. */
  json<T>(call: Call): Promise<T>;
  /** The open answer, for streams; its status is 2xx. Only the headers are bounded in time. */
  open(call: Call): Promise<Response>;
}

/**
 * Speaks to the API. No answer at all is API_UNAVAILABLE and one that takes too long is TIMEOUT (both may be retried);
 * a caller's own abort is thrown as it is.
 */
export function createHttp(options: ClientOptions): Http {
  const send = options.fetch ?? fetch;
  const base = options.baseUrl.replace(/\/+$/, '');

  async function exchange<T>(call: Call, read: (response: Response) => Promise<T>): Promise<T> {
    const repeatable = call.repeatable ?? call.method !== 'POST';
    for (let resets = 0; ; resets += 1) {
      try {
        return await once(call, read);
      } catch (error) {
        if (!repeatable || resets >= RESETS_MAX || !wasReset(error)) throw error;
      }
    }
  }

  async function once<T>(call: Call, read: (response: Response) => Promise<T>): Promise<T> {
    const timeoutMs = call.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout.signal]) : timeout.signal;
    try {
      const response = await send(`${base}${API_PREFIX}${call.path}`, {
        method: call.method,
        headers: headersOf(options.token, call),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        redirect: 'error',
        signal,
      });
      if (!response.ok) throw await problemError(call, response);
      return await read(response);
    } catch (error) {
      if (error instanceof PlumblineError || call.signal?.aborted) throw error;
      if (timeout.signal.aborted)
        throw new PlumblineError('TIMEOUT', `${call.method} ${call.path}: no answer within ${timeoutMs} ms`);
      throw new PlumblineError(
        'API_UNAVAILABLE',
        `${call.method} ${base}${API_PREFIX}${call.path}: ${reasonOf(error)}`,
        {
          cause: error,
        },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    json: <T>(call: Call) =>
      exchange(call, async (response) => (response.status === 204 ? undefined : await response.json()) as T),
    open: (call) => exchange(call, async (response) => response),
  };
}

function headersOf(token: string | null, call: Call): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.idempotencyKey === undefined ? {} : { [IDEMPOTENCY_HEADER]: call.idempotencyKey }),
    ...call.headers,
  };
}

/** Back from the problem document to the error that was thrown on the other side. */
async function problemError(call: Call, response: Response): Promise<PlumblineError> {
  const text = await response.text();
  let problem: Partial<Problem> = {};
  try {
    problem = JSON.parse(text) as Partial<Problem>;
  } catch {
    problem = { detail: text.slice(0, EXCERPT_MAX) };
  }
  const code =
    typeof problem.code === 'string' && Object.hasOwn(ERROR_KINDS, problem.code)
      ? (problem.code as ErrorCode)
      : fallback(response);
  return new PlumblineError(code, `${problem.detail || 'no detail'} (${call.method} ${call.path}: ${response.status})`);
}

/** Something between us and the service answered: a proxy's 502, 408 or 429 may pass, its other 4xx will not. */
function fallback(response: Response): ErrorCode {
  if (response.status === 408) return 'TIMEOUT';
  if (response.status === 429) return 'RATE_LIMITED';
  return response.status >= 500 ? 'API_UNAVAILABLE' : 'INPUT_INVALID';
}

/** Whether the connection broke, as Node's and undici's codes say. */
function wasReset(error: unknown): boolean {
  const { cause } = error as { cause?: { cause?: { code?: unknown }; code?: unknown } };
  return error instanceof PlumblineError && RESETS.has(cause?.cause?.code ?? cause?.code);
}

/** `fetch failed` says nothing: the cause does. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  const best = cause instanceof Error ? cause : error;
  const code = (best as { code?: unknown }).code;
  const message = best instanceof Error ? best.message : String(best);
  return message || String(code ?? 'no answer');
}
