import { formatProblem, type Problem } from '../yaml/problem.ts';

/** `error`: the catalog cannot be used; `warning`: it can, and the author should know. */
export interface CatalogFinding extends Problem {
  readonly severity: 'error' | 'warning';
}

/** Findings of one pass over a catalog, in the order in which they were met. */
export interface Findings {
  error(problem: Problem): void;
  warn(problem: Problem): void;
  readonly all: readonly CatalogFinding[];
}

/** A catalog with more mistakes than this is told these first. */
export const MAX_FINDINGS = 1000;

export function createFindings(): Findings {
  const all: CatalogFinding[] = [];
  const add = (severity: 'error' | 'warning') => (problem: Problem) => {
    if (all.length < MAX_FINDINGS) all.push({ ...problem, severity });
  };
  return { error: add('error'), warn: add('warning'), all };
}

/** One line for a terminal. */
export function formatFinding(finding: CatalogFinding): string {
  return `${finding.severity}: ${formatProblem(finding)}`;
}
