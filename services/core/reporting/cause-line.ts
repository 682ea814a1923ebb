import { provenFactors } from '../attribution/proven.ts';
import { counted } from '../judge/wording.ts';
import type { Conclusion } from '../model/search.ts';
import { type CauseMetric, causeName } from './cause.ts';
import { factorChange, listed } from './factor-wording.ts';
import { plainQuote, type Quote } from './piece.ts';
import { change, odds } from './wording.ts';

/** A reason is a sentence, where other pieces are a version or a name. */
const MAX_REASON_CHARACTERS = 300;
/** Of a builder's complaint, the beginning. */
const MAX_REFUSAL_CHARACTERS = 160;

/**
 * What a search found, in a few short sentences: the cause, its effect, what proves it or which proof is missing and why, and
 * what it took. Where no cause is proven it says so, and what is left.
 *
 * @param metric that the search followed; null: it is not known, so nothing is said of the size.
 * @param quote how foreign text enters; as it is but without the shapes of credentials, where nothing else is said.
 */
export function causeLine(conclusion: Conclusion, metric: CauseMetric | null, quote: Quote = plainQuote()): string {
  const sentences = [...told(conclusion, metric, quote), cost(conclusion)];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function told(conclusion: Conclusion, metric: CauseMetric | null, quote: Quote): string[] {
  const { outcome, factors, pairs } = conclusion;
  const why = reason(conclusion, quote);
  const name = causeName(conclusion, quote);
  if (name !== null)
    return [
      ...effect(conclusion, name, metric, quote),
      between(conclusion, quote),
      proofs(conclusion),
      ...unclear(conclusion, why),
    ];
  if (outcome === 'host') {
    const parts = factors.map((factor) => factorChange(factor, quote));
    const changed =
      parts.length === 0
        ? 'Nothing that is recorded of the host changed.'
        : `What changed there was seen, not undone: ${listed(parts)}.`;
    return [
      'The cause lies on the host and not in the container: the good environment shows the change there too.',
      changed,
      why,
    ];
  }
  if (outcome === 'not-reproducible') {
    const after = pairs === 0 ? '' : ` in ${counted(pairs, 'pair')}`;
    return [`Fresh runs of both environments did not show the change again${after}, so no cause is named.`, why];
  }
  return ['No cause is proven.', left(conclusion, quote), failed(conclusion, quote), why];
}

function effect(conclusion: Conclusion, name: string, metric: CauseMetric | null, quote: Quote): string[] {
  const { effect: size, interval, suspects } = conclusion;
  const several = provenFactors(conclusion).length > 1;
  const along = listed(suspects.map((factor) => factorChange(factor, quote)));
  const apart = along === '' ? '' : `${along} came along and could not be tried apart: suspected, not proven.`;
  if (metric === null || size === null) return [`${name} ${several ? 'are' : 'is'} the cause.`, apart];
  const shown = (value: number) => quote(change(value, metric.scale, metric.unit));
  const range = interval === null ? '' : ` (95 % interval ${interval.map(shown).join(' to ')})`;
  const verb = several ? 'change' : 'changes';
  return [`${name} ${verb} ${quote(metric.name)} by ${shown(size)}${range}.`, apart];
}

/** What bisection found between the two sides, and what of it has no answer. */
function between({ first }: Conclusion, quote: Quote): string {
  if (first === null) return '';
  const open = first.skipped.length === 0 ? '' : `; ${first.skipped.length} between them gave no answer`;
  return `Of the ${first.what} between its two sides, ${quote(first.lastGood)} is the last good and ${quote(first.firstBad)} the first bad one${open}.`;
}

/** Which of the two proofs there are. Where nothing else differs, comparing the two environments is both. */
function proofs({ necessity, sufficiency, evidence, pairs }: Conclusion): string {
  const proof = [
    ...(necessity === null ? [] : [`undoing only this cures (step ${necessity})`]),
    ...(sufficiency === null ? [] : [`only this breaks the good environment (step ${sufficiency})`]),
  ];
  const text = proof.length === 0 ? 'nothing else differs between the two environments' : proof.join(', and ');
  // Without a pair of its own the search took the change as given, and has no evidence to add.
  return `Proof: ${text}${pairs === 0 ? '' : `; evidence ${odds(evidence)} from ${counted(pairs, 'pair')}`}.`;
}

/** The search's own words where one of the proofs does not exist, or the factors' part in it is not clear. */
function unclear({ necessity, sufficiency, outcome, relation, first }: Conclusion, why: string): string[] {
  if (outcome === 'several' && relation === null) return [why];
  if ((first?.skipped.length ?? 0) > 0 || (necessity === null) !== (sufficiency === null)) return [why];
  return [];
}

function left({ left: candidates }: Conclusion, quote: Quote): string {
  if (candidates.length === 0) return '';
  const names = listed(candidates.map((factor) => factorChange(factor, quote)));
  return `${counted(candidates.length, 'candidate')} left: ${names}.`;
}

function failed({ refused }: Conclusion, quote: Quote): string {
  if (refused.length === 0) return '';
  const reasons = listed(refused.map((text) => `“${quote(text, MAX_REFUSAL_CHARACTERS)}”`));
  return `${counted(refused.length, 'combination')} could not be built: ${reasons}.`;
}

function reason(conclusion: Conclusion, quote: Quote): string {
  const text = quote(conclusion.reason, MAX_REASON_CHARACTERS);
  return text === '' || /[.…]$/.test(text) ? text : `${text}.`;
}

function cost({ decisions, betweenDecisions, runs }: Conclusion): string {
  const between = betweenDecisions === 0 ? '' : `, ${betweenDecisions} more between its two sides`;
  return `The search took ${counted(decisions, 'decision')}${between} and ${counted(runs, 'run')}.`;
}
