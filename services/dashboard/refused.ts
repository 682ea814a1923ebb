import type { Problem } from '../core/model/api/page.ts';

/** Reads one answer of the API with the rights of the page's reader; a problem document is thrown as `Refused`. */
export type Read = <T>(path: string) => Promise<T>;

/** The API's refusal. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}
