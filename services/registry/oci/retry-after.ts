/** A registry that names a longer time is wrong or never to be asked again; one day, in milliseconds. */
const WAIT_MAX_MS = 86_400_000;

/** Milliseconds that a `Retry-After` header asks for: seconds or a date (RFC 9110 section 10.2.3); undefined: none is named. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const wait = /^\d{1,9}$/.test(text) ? 1000 * Number(text) : Date.parse(text) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), WAIT_MAX_MS) : undefined;
}
