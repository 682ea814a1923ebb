import type { FormatProblem } from './entry.ts';

/** Problems of a log that are quoted in a sentence; the others are counted. */
const QUOTED_MAX = 3;

/** Problems of a log in words, one a piece, so that none passes in silence. */
export function quoteProblems(problems: readonly FormatProblem[]): string[] {
  const quoted = problems.slice(0, QUOTED_MAX).map(({ line, message }) => `line ${line}: ${message}`);
  const more = problems.length - quoted.length;
  return more > 0 ? [...quoted, `${more} more problems in the log`] : quoted;
}
