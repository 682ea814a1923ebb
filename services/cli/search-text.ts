import { isLost } from '../core/judge/arms.ts';
import { counted } from '../core/judge/wording.ts';
import type { SearchDetail, SearchStepView, SearchView } from '../core/model/api/search.ts';
import type { FactorChange } from '../core/model/incident.ts';
import { type CauseMetric, causeTitle } from '../core/reporting/cause.ts';
import { causeLine } from '../core/reporting/cause-line.ts';
import { factorChange } from '../core/reporting/factor-wording.ts';
import { plainQuote } from '../core/reporting/piece.ts';
import { type TreeRow, trialTree } from '../core/reporting/tree.ts';
import { change, odds } from '../core/reporting/wording.ts';
import { table } from './table.ts';

/** Factors of a list that are spelled out; an image rebuilt from another base differs in hundreds. */
const FACTORS_SHOWN_MAX = 20;
/** A reason in the table is cut to this many characters; the whole one is in `--json`. */
const NOTE_CHARACTERS_MAX = 70;

/** A search as people read it: what it found, each experiment in a tree, what was not tried, and how to repeat the proof. */
export function searchText(detail: SearchDetail): string {
  const { search } = detail;
  const parts = [
    headLine(search),
    answer(detail),
    detail.steps.length > 0 && treeTable(detail),
    notTried(search),
    repeat(detail),
  ];
  return `${parts.filter((part) => part !== '' && part !== false).join('\n')}\n`;
}

/** What was asked, and how far it came. */
function headLine({ id, benchmark, platform, state, reason, bound, conclusion }: SearchView): string {
  const most = bound ? ` ${boundLine(bound)}` : '';
  return `${id}: ${benchmark} on ${platform}, ${state}${conclusion === null && reason !== '' ? ` (${reason})` : ''}.${most}`;
}

/** `At most 9 decisions, 54 runs, 40 minutes, among 6 changes; each further …`: an interaction has as many a change. */
export function boundLine(bound: NonNullable<SearchView['bound']>): string {
  const { decisions, runs, minutes, changes } = bound;
  return `At most ${counted(decisions, 'decision')}, ${counted(runs, 'run')}, ${counted(Math.ceil(minutes), 'minute')}, among ${counted(changes, 'change')}; as many decisions again for each further change that takes part.`;
}

/** The title of the cause and the sentences that prove it; empty while there is no answer. */
export function answer(detail: Pick<SearchDetail, 'search' | 'metrics'>): string {
  const { conclusion } = detail.search;
  if (conclusion === null) return '';
  const metric = metricOf(detail);
  const title = causeTitle(conclusion, metric);
  return `\n${title === null ? '' : `CAUSE: ${title}\n`}${causeLine(conclusion, metric)}\n`;
}

/** The metric that the search followed, with what its numbers mean; null: it is not known yet. */
export function metricOf({ search, metrics }: Pick<SearchDetail, 'search' | 'metrics'>): CauseMetric | null {
  const name = search.conclusion?.metric ?? search.metric;
  return metrics.find((metric) => metric.name === name) ?? (metrics.length === 1 ? (metrics[0] ?? null) : null);
}

/** The steps as core's tree has them. */
export function rowsOf({ steps }: Pick<SearchDetail, 'steps'>): readonly TreeRow[] {
  return trialTree(steps.map(({ experiment, ...step }) => ({ ...step, experimentId: experiment?.id ?? null })));
}

/** Every step below the one that it was derived from, with its verdict and numbers. */
export function treeTable(detail: SearchDetail): string {
  const metric = metricOf(detail);
  const rows = rowsOf(detail).map((row) => [
    row.at,
    `${row.prefix}${row.text}`,
    row.verdict ?? '–',
    row.value,
    row.reference,
    effectText(row, metric),
    row.evidence === null || row.verdict === 'unresolved' ? '–' : odds(row.evidence),
    row.pairs,
    row.runs,
    shortened(row.note),
  ]);
  return table(
    ['step', 'environment', 'verdict', 'value', 'good beside', 'change', 'evidence', 'pairs', 'runs', ''],
    rows,
  );
}

/** A decided step in a few words: `bad, −58 % (−60 % to −56 %), 2 pairs`. */
export function verdictText(row: TreeRow, metric: CauseMetric | null): string {
  const parts = [row.verdict ?? '', effectText(row, metric), row.pairs > 0 ? counted(row.pairs, 'pair') : '', row.note];
  return parts.filter((part) => part !== '' && part !== '–').join(', ');
}

function effectText({ effect, interval }: TreeRow, metric: CauseMetric | null): string {
  if (effect === null || metric === null) return '–';
  const shown = (value: number) => change(value, metric.scale, metric.unit);
  return `${shown(effect)}${interval === null ? '' : ` (${shown(interval[0])} to ${shown(interval[1])})`}`;
}

function shortened(note: string): string {
  return note.length > NOTE_CHARACTERS_MAX ? `${note.slice(0, NOTE_CHARACTERS_MAX - 1)}…` : note;
}

/** Differences that no experiment took apart: candidates that are left, and suspects without proof. */
function notTried({ conclusion, changes }: SearchView): string {
  if (conclusion === null) return '';
  const block = (title: string, list: readonly FactorChange[]) =>
    list.length === 0 ? '' : `${title}\n${factorList(list)}`;
  const left = conclusion.outcome === 'not-reproducible' ? changes : conclusion.left;
  return [block('NOT TRIED APART', left), block('SUSPECTS WITHOUT PROOF', conclusion.suspects)].join('');
}

function factorList(changes: readonly FactorChange[]): string {
  const quote = plainQuote();
  const shown = changes.slice(0, FACTORS_SHOWN_MAX).map((factor) => `  ${factorChange(factor, quote)}\n`);
  const more = changes.length - shown.length;
  return `${shown.join('')}${more > 0 ? `  and ${more} more\n` : ''}`;
}

/** The two runs that the proof rests on, and how to make and look at them again. */
function repeat({ search, steps }: SearchDetail): string {
  const { conclusion } = search;
  if (conclusion === null || !['found', 'several'].includes(conclusion.outcome)) return '';
  const proof = (at: number | null, arm: 'good' | 'bad') =>
    decisiveRun(
      steps.find((step) => step.at === (at ?? 0)),
      at === null ? arm : 'bad',
    );
  const [cured, broken] = [proof(conclusion.necessity, 'good'), proof(conclusion.sufficiency, 'bad')];
  if (cured === null || broken === null) return '';
  return [
    'REPEAT THE PROOF',
    `  good: ${cured}`,
    `  bad:  ${broken}`,
    `  what differs between them:     plumbline compare ${cured.split(',')[0]} ${broken.split(',')[0]}`,
    `  both again, in fresh pairs:    plumbline bisect ${cured.split(',')[0]} ${broken.split(',')[0]}`,
    '',
  ].join('\n');
}

/** `run_…, seed 7` of the first run of one side of a step that counted. */
function decisiveRun(step: SearchStepView | undefined, arm: 'good' | 'bad'): string | null {
  const run = step?.experiment?.runs.find((entry) => entry.arm === arm && !isLost(entry));
  return run === undefined ? null : `${run.runId}, seed ${run.seed}`;
}
