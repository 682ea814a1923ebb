import { PlumblineError } from '../core/errors.ts';

const SECOND_MS = 1000;
/** What GitHub asks for when it names no time (its documentation: at least one minute), in milliseconds. */
const UNNAMED_WAIT_MS = 60_000;
/** Longest wait that is believed, in milliseconds: GitHub's limits reset within the hour. */
const MAX_WAIT_MS = 3_600_000;
const MAX_MESSAGE_CHARACTERS = 300;

/** What octokit throws: a status, a message and, where GitHub answered, its headers. */
interface Failure {
  readonly status?: number;
  readonly message?: string;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

/**
 * Translates what octokit threw: network and 5xx may pass, a rate limit passes at a known time, and everything else is a
 * refusal that somebody has to look at.
 *
 * @param what what was tried, for the message.
 * @param token never part of the message.
 */
export function githubError(error: unknown, what: string, token: string): PlumblineError {
  const failure = error as Failure;
  const { status = 0 } = failure;
  const message = `${what}: ${status > 0 ? `${status} ` : ''}${clean(failure.message ?? String(error), token)}`;
  if (isRateLimit(failure)) {
    return new PlumblineError('GITHUB_RATE_LIMITED', message, {
      retryAfterMs: waitMs(failure.response?.headers ?? {}),
    });
  }
  const refused = status >= 400 && status < 500;
  return new PlumblineError(refused ? 'GITHUB_REFUSED' : 'GITHUB_UNAVAILABLE', message);
}

/** Primary limits say `x-ratelimit-remaining: 0`, secondary ones `retry-after` or only a sentence. */
function isRateLimit({ status, message = '', response }: Failure): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  const headers = response?.headers ?? {};
  return (
    headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message)
  );
}

/** Both clocks of the sum are GitHub's, so a wrong clock here does no harm. */
function waitMs(headers: Readonly<Record<string, string | number | undefined>>): number {
  const after = Number(headers['retry-after'] ?? Number.NaN) * SECOND_MS;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * SECOND_MS - Date.parse(String(headers.date));
  const wait = [after, reset].find((ms) => Number.isFinite(ms)) ?? UNNAMED_WAIT_MS;
  return Math.min(MAX_WAIT_MS, Math.max(SECOND_MS, wait));
}

function clean(message: string, token: string): string {
  return message.replaceAll(token, '[redacted]').replace(/\s+/g, ' ').slice(0, MAX_MESSAGE_CHARACTERS);
}
