import type { Clock } from '../ports/base.ts';

/** Milliseconds since some instant that a step of the wall clock does not move. */
export function monotonicMs(clock: Clock): number {
  return clock.monotonicMs?.() ?? clock.now().getTime();
}

/**
 * A clock that begins with the wall's time and then goes on by itself: set the wall clock an hour back, and what is
 * measured with this one is not an hour shorter. For durations of one piece of work; over weeks it would leave the wall.
 */
export function steadyClock(clock: Clock): Clock {
  const began = clock.now().getTime();
  const beganMs = monotonicMs(clock);
  return {
    now: () => new Date(began + monotonicMs(clock) - beganMs),
    monotonicMs: () => monotonicMs(clock),
    sleep: clock.sleep,
  };
}
