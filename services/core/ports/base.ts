/** Time, handed in: nothing outside composition reads a clock. */
export interface Clock {
  now(): Date;
  /** Milliseconds since some instant, by a clock that nobody sets; a clock without it is taken to be never set. */
  monotonicMs?(): number;
  /** Resolves after `ms` milliseconds, or earlier when the signal aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness and new ids, handed in. */
export interface Ids {
  /** A new id such as `run_01j9…`, unique and sortable by time. */
  next(prefix: 'run' | 'night' | 'exp' | 'inc' | 'ser' | 'band' | 'out' | 'tok' | 'wrk' | 'mov' | 'sea'): string;
  /** A secret of at least 192 bits, for tokens and fences; URL-safe. */
  secret(): string;
  /** A whole number in [0, 2^31). */
  seed(): number;
}

/** Structured log; data never holds a secret. */
export interface Log {
  info(message: string, data?: Record<string, unknown>): void;
  warn(message: string, data?: Record<string, unknown>): void;
  error(message: string, data?: Record<string, unknown>): void;
}
