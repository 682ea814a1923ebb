/** First wait after a failure, in milliseconds; it doubles with every further one. */
export const FIRST_WAIT_MS = 15_000;
/** Longest wait between two tries, in milliseconds: an issue is late by no more than this after GitHub is back. */
export const MAX_WAIT_MS = 3_600_000;
/** Beyond this many doublings the bound holds anyway. */
const MAX_DOUBLINGS = 16;

/**
 * How long to leave an outbox entry alone, in milliseconds.
 * @param attempts tries that failed before this one.
 * @param askedMs what GitHub asked for; its wish is granted even when it is longer than the bound.
 */
export function waitAfter(attempts: number, askedMs: number | undefined): number {
  const own = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, MAX_DOUBLINGS));
  return Math.max(own, askedMs ?? 0);
}
