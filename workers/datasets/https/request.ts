import { Agent, type Dispatcher, request } from 'undici';
import { PlumblineError } from '../../../services/core/errors.ts';
import { shownAddress } from '../../../services/core/model/data-source.ts';
import type { FetchContext } from '../context.ts';
import { allowedAddresses, guardedLookup } from '../guard/lookup.ts';
import { checkOrigin } from '../origin.ts';

/** Redirects of one request. */
const REDIRECTS_MAX = 5;
const REDIRECT = [301, 302, 303, 307, 308];

export interface Answer {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly body: Dispatcher.ResponseData['body'];
}

/** Requests that keep to the operator's rules. */
export interface Requests {
  /** ORIGIN_REFUSED, DATASET_MISSING for a certificate, or the error of the connection. The body must be read or dumped. */
  ask(method: 'GET' | 'HEAD', url: URL, headers: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens the connections of one fetch. No cookie, credential or proxy is used: data sets are public or on named hosts. */
export function openRequests({ guard, origins, patience, stop }: FetchContext): Requests {
  const agent = (plain: boolean): Agent =>
    new Agent({
      connect: { lookup: guardedLookup(guard, plain), timeout: patience.connectMs },
      headersTimeout: patience.connectMs,
      bodyTimeout: patience.idleMs,
    });
  const agents = { 'https:': agent(false), 'http:': agent(true) } as const;

  /** Every place that is asked, after each redirect too. */
  async function dispatcherFor(url: URL, from: URL | null): Promise<Agent> {
    const { protocol, hostname } = url;
    if (protocol !== 'https:' && protocol !== 'http:') throw refused(url, 'it is neither https nor http');
    if (from?.protocol === 'https:' && protocol === 'http:')
      throw refused(url, 'a redirect must not give up encryption');
    if (url.username !== '' || url.password !== '') throw refused(url, 'an address must not hold a name or password');
    checkOrigin(shownAddress(url.href), origins);
    // An address written out is not looked up when it is connected to; a name is, and checked there.
    if (/^\[|^[\d.]+$/.test(hostname)) await allowedAddresses(guard, hostname, protocol === 'http:');
    return agents[protocol];
  }

  return {
    async ask(method, url, headers) {
      let from: URL | null = null;
      for (let [at, hop] = [url, 0]; ; hop += 1) {
        const dispatcher = await dispatcherFor(at, from);
        const answer = await request(at, { method, headers: { ...headers }, dispatcher, signal: stop }).catch(
          (error: unknown) => {
            throw isCertificateError(error) ? distrusted(at, error) : error;
          },
        );
        const header = (name: string): string | null => {
          const value = answer.headers[name];
          return (Array.isArray(value) ? value[0] : value) ?? null;
        };
        const location = header('location');
        if (!REDIRECT.includes(answer.statusCode) || location === null) {
          return { url: at, status: answer.statusCode, header, body: answer.body };
        }
        await answer.body.dump();
        if (hop >= REDIRECTS_MAX) throw refused(url, `more than ${REDIRECTS_MAX} redirects`);
        if (!URL.canParse(location, at.href)) throw refused(url, 'it redirects to what is no address');
        [from, at] = [at, new URL(location, at)];
      }
    },
    close: async () => {
      await Promise.all(Object.values(agents).map((one) => one.destroy()));
    },
  };
}

/** Whether the server is not proven to be the one that was asked for, as Node and OpenSSL name it. */
function isCertificateError(error: unknown): error is Error {
  const { code = '' } = error as { code?: string };
  return /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/.test(code);
}

/** No later try helps: somebody has to look. */
function distrusted(url: URL, error: Error): PlumblineError {
  const why = `its certificate is not accepted: ${error.message}`;
  const hint = 'an authority of your own is named by NODE_EXTRA_CA_CERTS';
  return new PlumblineError('DATASET_MISSING', `${shownAddress(url.href)}: ${why} (${hint})`, { cause: error });
}

function refused(url: URL, why: string): PlumblineError {
  return new PlumblineError('ORIGIN_REFUSED', `${shownAddress(url.href)}: ${why}`);
}
