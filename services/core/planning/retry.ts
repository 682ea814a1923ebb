const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

/** Wait before an attempt that follows `attempt` failed ones (1 or more), in milliseconds: doubling, at most 5 minutes. */
export function retryDelayMs(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
}
