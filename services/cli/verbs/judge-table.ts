import { timeText } from '../../core/formats/series/time.ts';
import { type JudgedChange, type Judgement, newestRow, ROW_VERDICTS } from '../../core/judge/offline/judgement.ts';
import { formatNumber, table } from '../table.ts';

/** Changes listed for people; `--json` has all of them. */
const CHANGES_SHOWN_MAX = 200;

/** What people read: one row a series, one row a change, and what it comes to. */
export function judgementTable(judgements: readonly Judgement[]): string {
  const rows = judgements.map((judgement, i) => [
    nameOf(judgement, i),
    judgement.points,
    judgement.changes.length,
    judgement.segments.at(-1)?.last ?? null,
    judgement.band ? `${formatNumber(judgement.band.low)} … ${formatNumber(judgement.band.high)}` : '–',
    newestValue(judgement),
    newestVerdict(judgement),
  ]);
  const changes = judgements.flatMap((judgement, i) =>
    judgement.changes.map((change) => changeRow(judgement, change, nameOf(judgement, i))),
  );
  const parts = [table(['series', 'points', 'changes', 'level', 'band', 'newest', 'verdict'], rows)];
  if (changes.length > 0) {
    const headings = ['series', 'changed at', '90 % sure', 'before', 'after', 'effect', 'p', 'kind'];
    parts.push(table(headings, changes.slice(0, CHANGES_SHOWN_MAX)));
  }
  if (changes.length > CHANGES_SHOWN_MAX) {
    parts.push(`and ${changes.length - CHANGES_SHOWN_MAX} more changes: --json has them all\n`);
  }
  return [...parts, `${summary(judgements)}\n`].join('\n');
}

/** What a series is called: its name, or its place among the series. */
export function nameOf({ series }: Judgement, place: number): string {
  return series.name ?? `series ${place + 1}`;
}

function changeRow(judgement: Judgement, change: JudgedChange, name: string): (string | number)[] {
  const [from, to] = [change.dates[0] as number, change.dates.at(-1) as number];
  const sure = from === to ? 'this point' : `${rowText(judgement, from)} … ${rowText(judgement, to)}`;
  const kind = judgement.direction === 'none' || change.present ? change.kind : `${change.kind}, over`;
  const effect = effectText(change.effect, judgement.effectKind);
  const p = change.pValue < 1e-4 ? '< 0.0001' : change.pValue.toFixed(4);
  return [name, rowText(judgement, change.index), sure, change.before, change.after, effect, p, kind];
}

function rowText({ series: { times } }: Judgement, row: number): string {
  return times === null ? `#${row}` : timeText(times.kind, times.values[row] as number);
}

/** `+3.1 %` for a relative effect, `+0.25` for an absolute one. */
function effectText(effect: number, kind: Judgement['effectKind']): string {
  const sign = effect < 0 ? '−' : '+';
  const size = Math.abs(effect);
  return kind === 'absolute' ? `${sign}${formatNumber(size)}` : `${sign}${Number((100 * size).toPrecision(3))} %`;
}

function newestValue(judgement: Judgement): number | null {
  return judgement.series.values[newestRow(judgement)] ?? null;
}

function newestVerdict(judgement: Judgement): string {
  const verdict = ROW_VERDICTS[judgement.verdicts[newestRow(judgement)] as number] ?? 'missing';
  return judgement.noBandReason === null ? verdict : `${verdict}: ${judgement.noBandReason}`;
}

function summary(judgements: readonly Judgement[]): string {
  const found = judgements.filter(({ finding }) => finding).length;
  const undirected = judgements.some(({ direction, changes }) => direction === 'none' && changes.length > 0);
  const hint = undirected ? ' Say --direction higher or lower (which is better), and changes count too.' : '';
  if (found === 0) return `No finding.${hint}`;
  const which = judgements.length === 1 ? 'A finding' : `Findings in ${found} of ${judgements.length} series`;
  return `${which}: a regression that is still present, or a newest value outside its band.${hint}`;
}
