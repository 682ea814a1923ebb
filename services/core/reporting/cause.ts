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
  if (proven.length === 0) return null;
  if (first?.what === 'commits' && proven.every(({ factor }) => factorKind(factor) === 'code')) {
    return `commit ${quote(first.firstBad)} of ${listed(proven.map(({ factor }) => quote(factor.slice('code:'.length))))}`;
  }
  const [lead, ...others] = narrowed(proven, conclusion) as [FactorChange, ...FactorChange[]];
  const texts = [lead, ...others].map((factor) => factorChange(factor, quote));
  // Factors with other versions each have no common neighbours: the bisection's answer stands beside them.
  const found = first !== null && !inStep(proven) ? ` (first bad: ${quote(first.firstBad)})` : '';
  if (relation === 'each') return `${listed(texts)} (each by itself)`;
  if (others.length === 0) return texts[0] as string;
  if (!group) return `${listedWith(texts, ' together with ')}${found}`;
  const together = inStep([lead, ...others]) && lead.from !== '' && lead.to !== '';
  if (!together) return `${listedWith(texts, ' with ')}${found}`;
  const names = listed([lead, ...others].map(({ factor }) => factorName(factor, quote)));
  return `${names} ${quote(lead.from)} → ${quote(lead.to)}`;
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
  return name === null ? null : `${causeEffect(conclusion, metric, quote) ?? 'fails'} since ${name}`;
}

/** What a cause did to the metric that the search followed: `throughput −52 %`, `loss changed`; null: the runs fail. */
export function causeEffect(conclusion: Conclusion, metric: CauseMetric | null, quote: Quote): string | null {
  if (conclusion.effect === null) return null;
  if (metric === null) return conclusion.metric === null ? 'changed' : `${quote(conclusion.metric)} changed`;
  return `${quote(metric.name)} ${quote(change(conclusion.effect, metric.scale, metric.unit))}`;
}

/** The factors with the decisive neighbours in the place of their ends, where these are the same for all of them. */
function narrowed(factors: readonly FactorChange[], { first }: Conclusion): readonly FactorChange[] {
  if (first === null || !inStep(factors)) return factors;
  return factors.map((factor) => ({ ...factor, from: first.lastGood, to: first.firstBad }));
}

function inStep(factors: readonly FactorChange[]): boolean {
  return factors.every(({ from, to }) => from === factors[0]?.from && to === factors[0]?.to);
}

function listedWith([lead, ...others]: readonly string[], word: string): string {
  return `${lead}${word}${listed(others)}`;
}
