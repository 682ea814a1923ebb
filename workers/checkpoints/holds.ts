import { unlessStopped } from '../unless-stopped.ts';

/** Who has which run's folder in this process: one at a time. */
export interface Holds {
  /**
   * Waits until nobody has it; returns what lets it go. CONFLICT when `stop` ends the wait.
   *
   * @param maxBytes what the holder may fill it to.
   */
  take(name: string, maxBytes: number, stop: AbortSignal): Promise<() => void>;
  /** For those that only remove it: null when somebody has it. */
  tryTake(name: string): (() => void) | null;
  /** What its holder may fill it to, in bytes; null when nobody has it. */
  maxBytesOf(name: string): number | null;
}

interface Hold {
  readonly maxBytes: number;
  readonly ended: Promise<void>;
}

export function createHolds(): Holds {
  const held = new Map<string, Hold>();

  function tryTake(name: string, maxBytes: number): (() => void) | null {
    if (held.has(name)) return null;
    let release = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    held.set(name, { maxBytes, ended });
    return () => {
      held.delete(name);
      release();
    };
  }

  return {
    async take(name, maxBytes, stop) {
      for (;;) {
        const letGo = tryTake(name, maxBytes);
        if (letGo !== null) return letGo;
        // An attempt that lost its claim may still be on its way out; it has a bound of its own.
        await unlessStopped(held.get(name)?.ended ?? Promise.resolve(), stop);
      }
    },
    tryTake: (name) => tryTake(name, 0),
    maxBytesOf: (name) => held.get(name)?.maxBytes ?? null,
  };
}
