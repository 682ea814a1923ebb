import { PlumblineError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/base.ts';
import { parseChallenges } from './challenge.ts';
import type { Credentials, FindCredentials } from './credentials.ts';
import type { EngineRegistries } from './engine-registries.ts';
import { type Answered, type Asked, codeOf, exchange } from './http.ts';
import { retryAfterMs } from './retry-after.ts';
import { basic, readToken, tokenRequest } from './token.ts';
import { createWays, type Ways } from './trust.ts';
import { registryWords } from './words.ts';

export interface RegistryOptions {
  readonly clock: Clock;
  readonly credentials: FindCredentials;
  readonly engine: EngineRegistries;
}

/** One request to a registry, by the path below `/v2/`. */
export interface RegistryRequest {
  /** `https://host[:port]` or `http://…`; the latter only for hosts that the engine takes as insecure, and mirrors. */
  readonly origin: string;
  /** Whose credentials are used: the registry's name in references. */
  readonly registry: string;
  readonly repository: string;
  readonly path: string;
  readonly method: 'GET' | 'HEAD';
  readonly accept: string;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface RegistryClient {
  /** An answer with status 200; others are RESOLVE_FAILED, RATE_LIMITED or REGISTRY_REFUSED with the registry's words. */
  get(request: RegistryRequest): Promise<Answered>;
  /** `https://host`, or `http://host` where an insecure registry speaks no TLS. */
  originOf(host: string, signal?: AbortSignal): Promise<string>;
  readonly mirrors: readonly string[];
  close(): Promise<void>;
}

/** Times that a request is repeated when the registry is busy. */
const RETRIES_MAX = 3;
/** A registry that asks for a longer wait is left alone, and the caller is told, in milliseconds. */
const WAIT_MAX_MS = 20_000;
/** First wait where it names none, in milliseconds; doubled each time. */
const WAIT_FIRST_MS = 1000;
/** A token server's answer holds a token and little else, in bytes. */
const TOKEN_ANSWER_MAX_BYTES = 262_144;
/** Redirects of a registry: to where its storage lies. */
const REDIRECTS_MAX = 3;
/** Authorizations kept, by registry and repository. */
const KNOWN_MAX = 200;
/** A token this close to its end is taken as ended, in milliseconds. */
const MARGIN_MS = 5000;
const BUSY = [429, 500, 502, 503, 504];

interface Known {
  readonly authorization: string;
  readonly secrets: readonly string[];
  readonly until: number;
}

/** A client of the OCI distribution API; credentials are asked for only when a registry demands some. */
export function createRegistryClient({ clock, credentials, engine }: RegistryOptions): RegistryClient {
  const ways: Ways = createWays();
  const known = new Map<string, Known>();
  const origins = new Map<string, string>();

  /** Repeats while the other side is busy. */
  async function patiently(url: URL, asked: Asked, secrets: readonly string[]): Promise<Answered> {
    for (let tries = 0; ; tries++) {
      const answer = await exchange(url, asked, ways);
      if (!BUSY.includes(answer.status)) return answer;
      const named = retryAfterMs(answer.headers['retry-after'], clock.now());
      const wait = named ?? WAIT_FIRST_MS * 2 ** tries;
      if (tries >= RETRIES_MAX || wait > WAIT_MAX_MS) throw busy(url, answer, named, secrets);
      await clock.sleep(wait, asked.signal);
      asked.signal?.throwIfAborted();
    }
  }

  async function authorize(request: RegistryRequest, answer: Answered, insecure: boolean): Promise<Known> {
    const { registry, repository, signal } = request;
    const challenges = parseChallenges(answer.headers['www-authenticate'] ?? '');
    // Over http they are for registries alone that the engine takes as insecure: a mirror may speak it without being one.
    const found = request.origin.startsWith('https:') || insecure ? await credentials(registry) : null;
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined) {
      const trusts = (host: string) => engine.insecure(host);
      const { url, asked } = tokenRequest(bearer, repository, found, { host: registry, insecure, trusts });
      const token = await patiently(
        url,
        {
          ...{ ...asked, signal, maxBytes: TOKEN_ANSWER_MAX_BYTES, redirects: 0 },
          insecure: insecure && trusts(url.host),
        },
        secretsOf(found),
      );
      const read = token.status === 200 ? readToken(token.body) : null;
      if (read === null) throw refused(url.host, `a token for ${repository}`, token, secretsOf(found));
      const until = clock.now().getTime() + read.livesMs - MARGIN_MS;
      return { authorization: `Bearer ${read.token}`, secrets: [read.token, ...secretsOf(found)], until };
    }
    if (challenges.some(({ scheme }) => scheme === 'basic') && found?.kind === 'password') {
      const authorization = basic(found.username, found.password);
      return { authorization, secrets: secretsOf(found), until: Number.POSITIVE_INFINITY };
    }
    throw refused(
      registry,
      repository,
      answer,
      secretsOf(found),
      found === null ? ' (it was asked without a name)' : '',
    );
  }

  async function get(request: RegistryRequest): Promise<Answered> {
    const { registry, repository, method, maxBytes, accept, signal } = request;
    const url = new URL(`${request.origin}/v2/${request.path}`);
    const insecure = engine.insecure(url.host);
    const key = `${url.origin} ${repository}`;
    const ask = (access: Known | undefined) => {
      const headers = { accept, ...(access === undefined ? {} : { authorization: access.authorization }) };
      const asked = { method, headers, maxBytes, insecure, redirects: REDIRECTS_MAX, signal };
      return patiently(url, asked, access?.secrets ?? []);
    };
    let access = known.get(key);
    if (access !== undefined && access.until <= clock.now().getTime()) access = undefined;
    let answer = await ask(access);
    if (answer.status === 401) {
      access = await authorize(request, answer, insecure);
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(key, access);
      answer = await ask(access);
    }
    if (answer.status === 200) return answer;
    if (answer.status === 401) known.delete(key);
    throw refused(registry, request.path, answer, access?.secrets ?? []);
  }

  /** As the engine does: an insecure registry is asked with TLS first, whoever vouches for it, and then without. */
  async function originOf(host: string, signal?: AbortSignal): Promise<string> {
    if (!engine.insecure(host)) return `https://${host}`;
    const found = origins.get(host) ?? (await probe(host, signal));
    origins.set(host, found);
    return found;
  }

  async function probe(host: string, signal?: AbortSignal): Promise<string> {
    const asked = {
      method: 'GET',
      headers: {},
      maxBytes: TOKEN_ANSWER_MAX_BYTES,
      insecure: true,
      redirects: 0,
      signal,
    } as const;
    try {
      await exchange(new URL(`https://${host}/v2/`), asked, ways);
      return `https://${host}`;
    } catch (error) {
      if (!/^(EPROTO|ERR_SSL_|ERR_TLS_|ECONNRESET|UND_ERR_SOCKET)/.test(codeOf(error))) throw error;
      return `http://${host}`;
    }
  }

  return { get, originOf, mirrors: engine.mirrors, close: () => ways.close() };
}

function busy(
  url: URL,
  { status, body }: Answered,
  retryMs: number | undefined,
  secrets: readonly string[],
): PlumblineError {
  const words = registryWords(body, secrets);
  const message = `${url.host} answered ${status}${words === '' ? '' : `: ${words}`}`;
  const limited = status === 429 || (status === 503 && retryMs !== undefined);
  if (!limited) return new PlumblineError('RESOLVE_FAILED', message);
  return new PlumblineError('RATE_LIMITED', message, retryMs === undefined ? {} : { retryAfterMs: retryMs });
}

function refused(host: string, what: string, { status, body }: Answered, secrets: readonly string[], note = '') {
  const words = registryWords(body, secrets);
  return new PlumblineError(
    'REGISTRY_REFUSED',
    `${host}: ${what}: ${status}${note}${words === '' ? '' : `: ${words}`}`,
  );
}

function secretsOf(found: Credentials | null): readonly string[] {
  if (found === null) return [];
  if (found.kind !== 'password') return [found.token];
  const header = basic(found.username, found.password);
  return [found.password, header, header.slice(header.indexOf(' ') + 1)];
}
