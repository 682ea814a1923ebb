/** Why a part of the plan is left out. It is shown and the rest runs: nothing is skipped in silence. */
export interface PlanProblem {
  /**
   * `not-pinned`: the pin file has nothing for it; `pin-stale`: the catalog says something else than the pins;
   * `unreadable`: a file that the manifest names could not be read.
   */
  readonly code: 'not-pinned' | 'pin-stale' | 'unreadable';
  readonly benchmark: string;
  readonly platform: string;
  /** What differs or is missing, with the values; for people. */
  readonly message: string;
}

/** Problems in one line, for the note of a night: at most `limit` are spelled out. */
export function summarize(problems: readonly PlanProblem[], limit = 3): string {
  const named = problems
    .slice(0, limit)
    .map(({ benchmark, platform, code, message }) => `${benchmark} on ${platform} is left out (${code}): ${message}`);
  const more = problems.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more are left out`] : [])].join('; ');
}
