/** A download that ended before its end; the next try may do better. */
export class Cut extends Error {
  /** How long the server asked to be left alone, in milliseconds. */
  readonly afterMs: number;

  constructor(message: string, afterMs = 0) {
    super(message);
    this.afterMs = afterMs;
  }
}

/** Answers after which the same request may succeed. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

export function isPassing(status: number): boolean {
  return PASSING.includes(status);
}

/** `Retry-After` in milliseconds: seconds, or an instant by the server's own clock; 0 for none. */
export function retryAfterMs(text: string | null, now: Date): number {
  if (text === null) return 0;
  const ms = /^\d{1,6}$/.test(text) ? 1000 * Number(text) : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
