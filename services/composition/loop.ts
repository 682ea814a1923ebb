import { describeError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports/base.ts';

/** Longest pause of a loop whose steps keep failing, in milliseconds. */
const PAUSE_MS_MAX = 60_000;

export interface Loop {
  /** Runs the next step at once. */
  wake(): void;
  /** Ends after the step that is under way. */
  stop(): Promise<void>;
}

/**
 * Repeats a step with a pause between two of them. A step that fails is logged and tried again after a pause that
 * doubles up to a minute: a database that is away for a while must not end the service.
 */
export function startLoop(options: {
  name: string;
  intervalMs: number;
  step: () => Promise<unknown>;
  clock: Clock;
  log: Log;
}): Loop {
  const { name, intervalMs, step, clock, log } = options;
  let stopped = false;
  let pause = new AbortController();
  let failures = 0;
  const done = (async () => {
    while (!stopped) {
      try {
        await step();
        failures = 0;
      } catch (error) {
        failures += 1;
        log.error(`${name} failed`, { error: describeError(error), failures });
      }
      if (stopped) break;
      pause = new AbortController();
      await clock.sleep(
        Math.min(intervalMs * 2 ** Math.min(failures, 10), Math.max(PAUSE_MS_MAX, intervalMs)),
        pause.signal,
      );
    }
  })();
  return {
    wake: () => pause.abort(),
    stop: async () => {
      stopped = true;
      pause.abort();
      await done;
    },
  };
}
