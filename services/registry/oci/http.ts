import { request } from 'undici';
import { PlumblineError } from '../../core/errors.ts';
import type { Ways } from './trust.ts';

export interface Asked {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Longest body that is taken, in bytes. */
  readonly maxBytes: number;
  /** The host needs no certificate that anybody knows. */
  readonly insecure: boolean;
  /** Redirects that are followed. */
  readonly redirects: number;
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A registry that has not answered by then is taken as not there; manifests and tokens are small. */
export const ANSWER_MS = 10_000;
/** Node's words for a certificate that it has no authority for. */
const UNTRUSTED = /^(UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED)/;

/**
 * One exchange. `Authorization` goes to the address that it was made for: a redirect to another origin is followed without
 * it, one from https to http is not followed. RESOLVE_FAILED when there is no answer, with `cause.code` of the system.
 */
export async function exchange(url: URL, asked: Asked, ways: Ways): Promise<Answered> {
  const limit = AbortSignal.timeout(ANSWER_MS);
  const signal = asked.signal === undefined ? limit : AbortSignal.any([asked.signal, limit]);
  try {
    return await follow(url, asked, signal, ways);
  } catch (error) {
    if (asked.signal?.aborted) throw asked.signal.reason;
    if (error instanceof PlumblineError) throw error;
    const reason = limit.aborted ? `no answer within ${ANSWER_MS / 1000} s` : reasonOf(error);
    throw new PlumblineError('RESOLVE_FAILED', `${url.host}: ${reason}`, { cause: error });
  }
}

async function follow(from: URL, asked: Asked, signal: AbortSignal, ways: Ways): Promise<Answered> {
  let url = from;
  let headers = asked.headers;
  for (let hops = 0; ; hops++) {
    const answer = await once(url, { ...asked, headers }, signal, ways);
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    if (hops >= asked.redirects) {
      throw new PlumblineError('REGISTRY_REFUSED', `${from.host}: redirected more than ${asked.redirects} times`);
    }
    const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
    if (next === null || (next.protocol !== 'https:' && next.protocol !== url.protocol)) {
      throw new PlumblineError('REGISTRY_REFUSED', `${from.host}: redirected to where no https leads`);
    }
    if (next.origin !== url.origin) {
      const { authorization: _, ...others } = headers;
      headers = others;
    }
    url = next;
  }
}

async function once(url: URL, asked: Asked, signal: AbortSignal, ways: Ways): Promise<Answered> {
  const { method, headers, body, maxBytes } = asked;
  const go = async (dispatcher: Ways['plain']) => {
    const answer = await request(url, { method, headers: { ...headers }, body, dispatcher, signal });
    const read = await readBody(answer.body, maxBytes, url);
    const flat = Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]);
    return { status: answer.statusCode, headers: Object.fromEntries(flat), body: read };
  };
  if (asked.insecure) return go(ways.unchecked);
  try {
    return await go(ways.plain);
  } catch (error) {
    if (!UNTRUSTED.test(codeOf(error))) throw error;
    return go(await ways.system(url.host));
  }
}

async function readBody(stream: AsyncIterable<Buffer>, maxBytes: number, url: URL): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new PlumblineError('REGISTRY_REFUSED', `${url.host}: the answer has more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The system's or OpenSSL's name of a failure; empty when it has none. */
export function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === 'string' && error instanceof PlumblineError === false
    ? code
    : cause === undefined
      ? ''
      : codeOf(cause);
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known here';
  if (/CONNECT_TIMEOUT|ETIMEDOUT/.test(code)) return `no answer within ${ANSWER_MS / 1000} s`;
  if (UNTRUSTED.test(code))
    return `nobody here vouches for its certificate (${code}); NODE_EXTRA_CA_CERTS names a file`;
  if (/^CERT_|ALTNAME/.test(code)) return `its certificate is not valid (${code})`;
  return code === '' ? (error instanceof Error ? error.message : String(error)) : code;
}
