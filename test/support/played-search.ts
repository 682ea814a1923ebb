import type { SearchProblem } from '../../services/core/attribution/search/plan.ts';
import { planSearch } from '../../services/core/attribution/search/plan.ts';
import type { FactorChange } from '../../services/core/model/incident.ts';
import type {
  Conclusion,
  Implication,
  Mixture,
  SearchAnswer,
  SearchAsk,
  SearchStep,
  TrialResult,
  Unresolved,
} from '../../services/core/model/search.ts';

// A world in which a search can be played: what each mixture would give if it were run.

/** More steps than any search of the tests may take. */
const STEPS_MAX = 2_000;

export interface World {
  /** Whether an environment with these new factors is at the bad level. */
  readonly bad: (taken: ReadonlySet<string>, mixture: Mixture) => boolean;
  readonly unresolved?: (taken: ReadonlySet<string>, mixture: Mixture) => Unresolved | null;
  readonly items?: readonly string[];
}

export interface Played {
  readonly conclusion: Conclusion;
  readonly steps: readonly SearchStep[];
}

export function change(factor: string, from = '1.0', to = '2.0'): FactorChange {
  return { factor, from, to };
}

export function changes(...factors: readonly string[]): FactorChange[] {
  return factors.map((factor) => change(factor));
}

/** That `when` cannot be new without `then`. */
export function needs(when: string, then: string): Implication {
  return { when, then };
}

export function problemOf(all: readonly FactorChange[], others: Partial<SearchProblem> = {}): SearchProblem {
  return {
    changes: all,
    implications: [],
    levelKind: 'numbers',
    hint: null,
    split: true,
    budget: { maxRuns: 100_000 },
    ...others,
  };
}

export function result(others: Partial<TrialResult> = {}): TrialResult {
  return {
    kind: 'trial',
    verdict: 'good',
    unresolved: null,
    reason: 'as measured',
    reference: 100,
    value: 50,
    effect: -0.5,
    interval: [-0.6, -0.4],
    share: 1,
    evidence: 1_000,
    pairs: 3,
    runs: 6,
    host: 'host-1',
    ...others,
  };
}

export function unresolved(why: Unresolved): TrialResult {
  const none = { effect: null, interval: null, reference: null, value: null, share: null, evidence: 1, pairs: 0 };
  return result({
    ...none,
    verdict: 'unresolved',
    unresolved: why,
    reason: `it is ${why}`,
    runs: why === 'refused' ? 0 : 2,
  });
}

export function answerOf(world: World, ask: SearchAsk): SearchAnswer {
  if (ask.kind === 'between') return { kind: 'between', items: world.items ?? [] };
  const taken = new Set(ask.mixture.taken);
  const why = world.unresolved?.(taken, ask.mixture) ?? null;
  if (why !== null) return unresolved(why);
  return result({ verdict: world.bad(taken, ask.mixture) ? 'bad' : 'good' });
}

export function stepOf(at: number, ask: SearchAsk, answer: SearchAnswer | null): SearchStep {
  return { searchId: 'search-1', at, ask, answer, experimentId: null, createdAt: '2026-01-01T00:00:00.000Z' };
}

/** Answers every ask from the world until the search ends. */
export function play(problem: SearchProblem, world: World): Played {
  const steps: SearchStep[] = [];
  while (steps.length < STEPS_MAX) {
    const move = planSearch(problem, steps);
    if (move.kind === 'end') return { conclusion: move.conclusion, steps };
    steps.push(stepOf(steps.length, move.ask, answerOf(world, move.ask)));
  }
  throw new Error(`the search did not end within ${STEPS_MAX} steps`);
}

/** Names of what was asked, in order. */
export function textsOf(steps: readonly SearchStep[]): string[] {
  return steps.map(({ ask }) => (ask.kind === 'trial' ? `${ask.stage}: ${ask.text}` : `between ${ask.what}`));
}

export function namesOf(all: readonly FactorChange[]): string[] {
  return all.map(({ factor }) => factor);
}
