/** First and longest pause between tries of something that failed, in milliseconds. */
const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** Pause before try number `tries + 1` (tries counts the failures so far, from 1): doubles up to its bound. */
export function pauseMs(tries: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 10));
}
