import { provenFactors } from '../attribution/proven.ts';
import type { FactorChange, Incident } from '../model/incident.ts';
import type { SearchStep } from '../model/search.ts';
import { inline, table } from './text.ts';

/** Bounds of the table in characters; the shorter one leaves room for the table of experiments. */
const MAX_CHARACTERS = 18_000;
const MAX_CHARACTERS_BESIDE_CAUSE = 5000;
/** Shared libraries shown beside a package that changed. */
const MAX_LIBRARIES = 3;

/**
 * What differs between the two environments: suspects, and it says so. Once a cause is proven, what else differs; where a
 * search ran, what it says of each of them.
 *
 * @param steps of the search; empty: none is known.
 */
export function suspectsSection(
  incident: Pick<Incident, 'suspects' | 'cause'>,
  steps: readonly SearchStep[],
  secrets: readonly string[],
): string {
  const proven = new Set(provenFactors(incident.cause).map(({ factor }) => factor));
  const others = incident.suspects.filter(({ factor }) => !proven.has(factor));
  const { shown, hidden } = fewLibraries(others, incident.suspects);
  const searched = incident.cause !== null && steps.length > 0;
  const header = ['factor', 'from', 'to', ...(searched ? ['what the search says'] : [])];
  const rows = shown.map((change) => [
    inline(change.factor, secrets),
    inline(change.from, secrets) || '(absent)',
    inline(change.to, secrets) || '(absent)',
    ...(searched ? [judgement(change, incident, steps)] : []),
  ]);
  const bound = incident.cause === null ? MAX_CHARACTERS : MAX_CHARACTERS_BESIDE_CAUSE;
  const text = others.length === 0 ? '' : `\n\n${table(header, rows, bound)}`;
  const rest =
    hidden === 0 ? '' : `\n\nand ${hidden} more shared libraries that the process loaded; the incident lists them.`;
  return `${heading(proven.size > 0, others.length > 0)}${text}${rest}`;
}

function heading(isProven: boolean, differs: boolean): string {
  if (isProven) {
    const text = differs
      ? 'These parts differ too. They are not proven to do anything; what was cleared is proven innocent of this change.'
      : 'No other difference between the two environments was found.';
    return `### What else changed in the environment\n\n${text}`;
  }
  const text = differs
    ? 'These parts differ. They are suspects: none of them is proven to be the cause.'
    : 'No difference between the two environments was found.';
  return `### What changed in the environment\n\n${text}`;
}

/** A factor is cleared by a trial that had it from the bad side and was good all the same. */
function judgement({ factor }: FactorChange, { cause }: Pick<Incident, 'cause'>, steps: readonly SearchStep[]): string {
  if (cause?.left.some((candidate) => candidate.factor === factor)) return 'still a candidate';
  if (cause?.suspects.some((suspect) => suspect.factor === factor)) return 'came with the cause, not tried apart';
  const clearing = steps.find(
    ({ ask, answer }) =>
      ask.kind === 'trial' &&
      ask.mixture.taken.includes(factor) &&
      answer?.kind === 'trial' &&
      answer.verdict === 'good',
  );
  return clearing === undefined ? 'not tried by itself' : `cleared by step ${clearing.at}`;
}

/**
 * A changed package brings its libraries along, each a factor of its own. They say something by themselves only where no
 * package changed (equal versions hide different builds), so then all of them are shown.
 */
function fewLibraries(
  others: readonly FactorChange[],
  all: readonly FactorChange[],
): { shown: readonly FactorChange[]; hidden: number } {
  if (!all.some(({ factor }) => factor.startsWith('package:'))) return { shown: others, hidden: 0 };
  let libraries = 0;
  const shown = others.filter(({ factor }) => !factor.startsWith('library:') || ++libraries <= MAX_LIBRARIES);
  return { shown, hidden: others.length - shown.length };
}
