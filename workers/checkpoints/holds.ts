import { unlessStopped } from '../unless-stopped.ts';

/** Who has which run's folder in this process: one at a time. */
export interface Holds {
  /** Waits until nobody has it; returns what lets it go. CONFLICT when `stop` ends the wait. */
  take(name: string, stop: AbortSignal): Promise<() => void>;
  /** For those that use nothing but only remove: null when somebody has it. */
  tryTake(name: string): (() => void) | null;
  has(name: string): boolean;
}

export function createHolds(): Holds {
  /** Ends of those that hold a folder, by its name. */
  const held = new Map<string, Promise<void>>();

  function tryTake(name: string): (() => void) | null {
    if (held.has(name)) return null;
    let release = (): void => undefined;
    held.set(
      name,
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    return () => {
      held.delete(name);
      release();
    };
  }

  return {
    async take(name, stop) {
      for (;;) {
        const letGo = tryTake(name);
        if (letGo !== null) return letGo;
        // An attempt that lost its claim may still be on its way out; it has a bound of its own.
        await unlessStopped(held.get(name) ?? Promise.resolve(), stop);
      }
    },
    tryTake,
    has: (name) => held.has(name),
  };
}
