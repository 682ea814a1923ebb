import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest that statements may follow one another before this process looks at its sockets and timers, in milliseconds. */
const TURN_MS = 20;

/** One after the other, each begun when the one before has ended. */
export interface Turns {
  next<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Lines up work for an engine that computes in this process. PGlite begins the next waiting statement before the event
 * loop gets a turn: 3,000 of them at once, as from a fleet of workers that connects, kept every socket and timer
 * waiting for seconds, and calls to Redis ran out of time.
 */
export function createTurns(turnMs = TURN_MS): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let began = performance.now();
  return {
    next(work) {
      const mine = last.then(async () => {
        if (performance.now() - began >= turnMs) {
          await nextTurn();
          began = performance.now();
        }
        return work();
      });
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
