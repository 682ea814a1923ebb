import { factorKind } from '../attribution/factor.ts';
import { provenFactors } from '../attribution/proven.ts';
import type { FactorChange } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Conclusion } from '../model/search.ts';
import { factorChange, factorName, listed } from './factor-wording.ts';
import { plainQuote, type Quote } from './piece.ts';
import { change } from './wording.ts';

/** What a sentence needs of the metric that a search followed. */
export type CauseMetric = Pick<Metric, 'name' | 'scale' | 'unit'>;

/**
 * The proven cause in a few words: `numpy 1.26.4 → 2.0.0`, `commit 1a2b3c4d of train.py`, `jax and jaxlib 0.4.31 → 0.4.33`,
 * with the versions that a bisection named where there was one; null where no cause is proven.
 */
export function causeName(conclusion: Conclusion, quote: Quote): string | null {
  const proven = provenFactors(conclusion);
  const { first, group, relation } = conclusion;
  const [lead, ...others] = proven;
  if (lead === undefined) return null;
  if (first !== null) return narrowedName(first, lead, others, quote);
  const texts = proven.map((factor) => factorChange(factor, quote));
  if (relation === 'each') return `${listed(texts)} (each by itself)`;
  if (relation === 'together') return listedWith(texts, ' together with ');
  if (!group) return listed(texts);
  const inStep = proven.every(({ from, to }) => from === lead.from && to === lead.to);
  if (!inStep || lead.from === '' || lead.to === '') return listedWith(texts, ' with ');
  const names = listed(proven.map(({ factor }) => factorName(factor, quote)));
  return `${names} ${quote(lead.from)} → ${quote(lead.to)}`;
}

/** A bisection moves the first of a group; what goes with it is resolved anew each time, so only its name is known. */
function narrowedName(
  { what, lastGood, firstBad }: NonNullable<Conclusion['first']>,
  lead: FactorChange,
  others: readonly FactorChange[],
  quote: Quote,
): string {
  const isCode = ({ factor }: FactorChange) => what === 'commits' && factorKind(factor) === 'code';
  const files = [lead, ...others].filter(isCode).map(({ factor }) => quote(factor.slice('code:'.length)));
  const name =
    files.length > 0
      ? `commit ${quote(firstBad)} of ${listed(files)}`
      : factorChange({ ...lead, from: lastGood, to: firstBad }, quote);
  const along = others.filter((other) => !isCode(other)).map(({ factor }) => factorName(factor, quote));
  return along.length === 0 ? name : `${name} with ${listed(along)}`;
}

/**
 * The piece of a title that says what the cause did: `throughput −52 % since jaxlib 0.4.31 → 0.4.32`; null where no cause is
 * proven. Raw text without credentials: nothing is escaped.
 *
 * @param metric that the search followed; null: it is not known, so nothing is said of the size.
 * @param secrets values that must not appear.
 */
export function causeTitle(
  conclusion: Conclusion,
  metric: CauseMetric | null,
  secrets: readonly string[] = [],
): string | null {
  const quote = plainQuote(secrets);
  const name = causeName(conclusion, quote);
  return name === null ? null : `${causeEffect(conclusion, metric, quote)} since ${name}`;
}

/** What a cause did to the metric that the search followed, as far as it is known: `throughput −52 %`, `loss changed`. */
export function causeEffect({ effect, metric: name }: Conclusion, metric: CauseMetric | null, quote: Quote): string {
  if (metric === null || effect === null) return name === null ? 'changed' : `${quote(name)} changed`;
  return `${quote(metric.name)} ${quote(change(effect, metric.scale, metric.unit))}`;
}

function listedWith([lead, ...others]: readonly string[], word: string): string {
  return `${lead}${word}${listed(others)}`;
}
