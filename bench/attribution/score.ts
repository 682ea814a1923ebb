import type { SearchDetail } from '../../services/core/model/api/search.ts';
import type { AttributionCase } from './case.ts';

/** One case as the table shows it. */
export interface CaseRow {
  readonly case: string;
  readonly truth: string;
  readonly found: string;
  readonly right: boolean;
  /** Factors that differed. */
  readonly changes: number;
  readonly decisions: number;
  readonly betweenDecisions: number;
  readonly runs: number;
  readonly minutes: number;
  /** Most decisions that were stated before it began; null: it did not get that far. */
  readonly bound: number | null;
}

const MS_A_MINUTE = 60_000;

/**
 * Holds the end of a search against the truth. Right means the same factors, the same relation and, where something lies
 * between, the same first bad one; for a control, that no cause and no host is named.
 *
 * @param nameOf turns what a bisection found into the word the case uses: of a commit, its subject.
 */
export function scoreCase(one: AttributionCase, { search }: SearchDetail, nameOf: (item: string) => string): CaseRow {
  const { conclusion, bound, changes } = search;
  const first = conclusion?.first ? nameOf(conclusion.first.firstBad) : null;
  return {
    case: one.name,
    truth: truthText(one),
    found: foundText(search, first),
    right: isRight(one, search, first),
    changes: changes.length,
    decisions: conclusion?.decisions ?? 0,
    betweenDecisions: conclusion?.betweenDecisions ?? 0,
    runs: conclusion?.runs ?? 0,
    minutes: (Date.parse(search.updatedAt) - Date.parse(search.createdAt)) / MS_A_MINUTE,
    bound: bound?.decisions ?? null,
  };
}

function isRight({ truth }: AttributionCase, { conclusion }: SearchDetail['search'], first: string | null): boolean {
  if (conclusion === null) return false;
  const named = conclusion.factors.map(({ factor }) => factor).sort();
  if (truth.outcome === 'none') return conclusion.outcome === 'not-reproducible' && named.length === 0;
  if (truth.outcome === 'host') return conclusion.outcome === 'host';
  return (
    conclusion.outcome === (truth.relation === null ? 'found' : 'several') &&
    (same(named, truth.factors) || (conclusion.group && same(named, truth.group ?? []))) &&
    conclusion.relation === truth.relation &&
    (truth.first === undefined || (first !== null && truth.first.firstBad.includes(first)))
  );
}

const same = (sorted: readonly string[], wanted: readonly string[]): boolean =>
  sorted.join() === [...wanted].sort().join();

function truthText({ truth }: AttributionCase): string {
  if (truth.outcome !== 'cause') return truth.outcome;
  const since = truth.first === undefined ? '' : ` since ${truth.first.firstBad.join(' or ')}`;
  return `${truth.factors.join(' + ')}${truth.relation === null ? '' : ` (${truth.relation})`}${since}`;
}

function foundText({ state, conclusion }: SearchDetail['search'], first: string | null): string {
  if (conclusion === null) return state;
  const factors = conclusion.factors.map(({ factor }) => factor).sort();
  if (factors.length === 0) return conclusion.outcome;
  const relation = conclusion.relation === null ? '' : ` (${conclusion.relation})`;
  return `${factors.join(' + ')}${relation}${first === null ? '' : ` since ${first}`}`;
}
