import { formatPlace, PlumblineError } from '../../core/errors.ts';

/** Something wrong in a file that a person wrote. */
export interface Problem {
  readonly file: string;
  /** 1-based; absent when the fault has no line (a missing file). */
  readonly line?: number;
  readonly column?: number;
  /** Keys to the value, joined by dots; empty for the whole file. */
  readonly path: string;
  /** What is there and what was expected. */
  readonly message: string;
}

/** More than this would scroll the first ones away. */
export const MAX_LISTED = 100;

/** One line: `file:line:column path: message`. */
export function formatProblem(problem: Problem): string {
  return `${formatPlace(problem)}: ${problem.message}`;
}

/** One error that lists them all; a single one gives it its place. */
export function problemError(code: 'CATALOG_INVALID' | 'CONFIG_INVALID', problems: readonly Problem[]): PlumblineError {
  const [first, second] = problems;
  if (first !== undefined && second === undefined) {
    const { message, ...place } = first;
    return new PlumblineError(code, message, { place });
  }
  const listed = problems.slice(0, MAX_LISTED).map((problem) => `\n  ${formatProblem(problem)}`);
  const more = problems.length > MAX_LISTED ? `\n  … and ${problems.length - MAX_LISTED} more` : '';
  return new PlumblineError(code, `${problems.length} faults${listed.join('')}${more}`);
}
