import type { Incident } from '../model/incident.ts';
import type { Conclusion } from '../model/search.ts';
import type { CauseMetric } from './cause.ts';
import { causeLine } from './cause-line.ts';
import { causeMetric, type IssueContext } from './context.ts';
import { markdownQuote, type Quote } from './piece.ts';
import { table } from './text.ts';
import { type TreeRow, trialTree } from './tree.ts';
import { change, number, odds, quantity } from './wording.ts';

/** Bound of the table in characters; with the shorter table of suspects it takes no more room than those alone. */
const MAX_TREE_CHARACTERS = 8000;
/** A trial's own words, and a builder's reason in a cell. */
const MAX_TEXT_CHARACTERS = 120;

/** What the search found, with its experiments as a tree; null while nothing is known of the cause. */
export function causeSection(incident: Incident, context: IssueContext): string | null {
  const { cause } = incident;
  if (cause === null) return null;
  const quote = markdownQuote(context.secrets);
  const metric = causeMetric(incident, context);
  const steps = context.search?.steps ?? [];
  const parts = ['### Cause', causeLine(cause, metric, quote), ...(steps.length === 0 ? [] : [tree()])];
  return parts.join('\n\n');

  function tree(): string {
    const rows = trialTree(steps).map((row) => cells(row, metric, quote));
    const header = [
      'step',
      'experiment',
      'verdict',
      measured(cause as Conclusion, quote),
      'good beside it',
      'change',
      'evidence',
      'pairs',
      'where',
    ];
    return table(header, rows, MAX_TREE_CHARACTERS);
  }
}

function measured(cause: Conclusion, quote: Quote): string {
  return cause.metric === null ? 'value' : quote(cause.metric);
}

function cells(row: TreeRow, metric: CauseMetric | null, quote: Quote): string[] {
  const note = row.note === '' ? [] : [quote(row.note, MAX_TEXT_CHARACTERS)];
  return [
    String(row.at),
    `${row.prefix}${quote(row.text, MAX_TEXT_CHARACTERS)}`,
    row.verdict ?? '—',
    quantity(row.value, metric?.unit ?? '').trim(),
    quantity(row.reference, metric?.unit ?? '').trim(),
    changeCell(row, metric, quote),
    row.evidence === null ? '—' : odds(row.evidence),
    number(row.pairs),
    [...(row.experimentId === null ? [] : [quote(row.experimentId)]), ...note].join('; ') || '—',
  ];
}

/** A change without its metric's scale would be a number that means nothing. */
function changeCell({ effect, interval }: TreeRow, metric: CauseMetric | null, quote: Quote): string {
  if (effect === null || metric === null) return '—';
  const shown = (value: number) => quote(change(value, metric.scale, metric.unit));
  return interval === null ? shown(effect) : `${shown(effect)} (${interval.map(shown).join(' to ')})`;
}
