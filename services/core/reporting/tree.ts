import type { SearchStep, TrialVerdict, Unresolved } from '../model/search.ts';

/** What a row needs of a step. */
export type TreeStep = Pick<SearchStep, 'at' | 'ask' | 'answer' | 'experimentId'>;

/** One experiment of a search as a row of its tree. Text is foreign and as it is: escape it where it is shown. */
export interface TreeRow {
  /** Number of the step. */
  readonly at: number;
  readonly depth: number;
  /** Lines that draw the tree, to stand before the text; blanks in it are no-break spaces, which tables keep. */
  readonly prefix: string;
  readonly text: string;
  /** Null: under way, or no trial. */
  readonly verdict: TrialVerdict | null;
  /** Means of the mixture's runs and of the good side's beside them, in the metric's unit. */
  readonly value: number | null;
  readonly reference: number | null;
  /** Change from the good side (relative for `positive`, absolute otherwise) with its 95 % interval. */
  readonly effect: number | null;
  readonly interval: readonly [number, number] | null;
  /** Likelihood ratio of the verdict; null where nothing was run. */
  readonly evidence: number | null;
  readonly pairs: number;
  readonly runs: number;
  readonly experimentId: string | null;
  /** Why there is no verdict, or that an earlier experiment gave it; empty: nothing to add. */
  readonly note: string;
}

/** Deepest level that is drawn; a chain of trials that goes deeper stays on it, so that rows keep room for their text. */
const MAX_DEPTH = 6;

const UNRESOLVED: Readonly<Record<Unresolved, string>> = {
  refused: 'not built',
  broken: 'does not run',
  undecided: 'not decided',
  lost: 'runs lost',
};

/**
 * The steps of a search as the rows of a tree: each below the trial that it was derived from, in the order of the steps.
 * A parent that is no earlier step counts as none.
 */
export function trialTree(steps: readonly TreeStep[]): readonly TreeRow[] {
  const numbers = new Set(steps.map(({ at }) => at));
  const children = new Map<number | null, TreeStep[]>();
  for (const step of [...steps].sort((one, other) => one.at - other.at)) {
    const named = step.ask.kind === 'trial' ? step.ask.parent : null;
    const parent = named !== null && named < step.at && numbers.has(named) ? named : null;
    children.set(parent, [...(children.get(parent) ?? []), step]);
  }
  const rows: TreeRow[] = [];
  // Each step has one parent that came before it, so every step is visited once and no recursion is needed.
  const waiting = branch(children.get(null) ?? [], 0, '');
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    rows.push(rowOf(next));
    waiting.push(...branch(children.get(next.step.at) ?? [], next.depth + 1, next.below));
  }
  return rows;
}

/** A step with the lines before it, and those before what hangs below it. */
interface Place {
  readonly step: TreeStep;
  readonly depth: number;
  readonly prefix: string;
  readonly below: string;
}

/** Steps of one parent, the last one first, as a stack wants them. */
function branch(steps: readonly TreeStep[], depth: number, before: string): Place[] {
  return steps
    .map((step, index) => {
      if (depth === 0) return { step, depth, prefix: '', below: '' };
      const last = index === steps.length - 1;
      const below = depth < MAX_DEPTH ? `${before}${last ? '\u00A0\u00A0' : '│\u00A0'}` : before;
      return { step, depth: Math.min(depth, MAX_DEPTH), prefix: `${before}${last ? '└' : '├'}\u00A0`, below };
    })
    .reverse();
}

function rowOf({ step, depth, prefix }: Place): TreeRow {
  const { ask, answer, at, experimentId } = step;
  const text =
    ask.kind === 'trial'
      ? ask.text
      : `${ask.what} between both sides of ${ask.factors.map(({ factor }) => factor).join(', ')}`;
  const place = { at, depth, prefix, text, experimentId };
  if (answer?.kind === 'trial') {
    const { verdict, value, reference, effect, interval, pairs, runs, unresolved, reason } = answer;
    const evidence = unresolved === 'refused' ? null : answer.evidence;
    const earlier = verdict !== 'unresolved' && runs === 0 ? 'answered by an earlier experiment' : '';
    const note = unresolved === null ? earlier : `${UNRESOLVED[unresolved]}: ${reason}`;
    return { ...place, verdict, value, reference, effect, interval, evidence, pairs, runs, note };
  }
  const note = answer === null ? 'under way' : `${answer.items.length} found`;
  const nothing = { verdict: null, value: null, reference: null, effect: null, interval: null, evidence: null };
  return { ...place, ...nothing, pairs: 0, runs: 0, note };
}
