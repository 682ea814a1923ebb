import type { CaseRow } from './score.ts';

const COLUMNS: readonly (readonly [string, (row: CaseRow) => string])[] = [
  ['case', (row) => row.case],
  ['truth', (row) => row.truth],
  ['found', (row) => row.found],
  ['right', (row) => (row.right ? 'yes' : 'NO')],
  ['n', (row) => String(row.changes)],
  ['decisions', (row) => `${row.decisions}${row.betweenDecisions > 0 ? ` + ${row.betweenDecisions}` : ''}`],
  ['bound', (row) => (row.bound === null ? '' : String(row.bound))],
  ['runs', (row) => String(row.runs)],
  ['minutes', (row) => row.minutes.toFixed(1)],
];

/** The rows as a Markdown table with a last line that counts. Decisions between versions or commits follow the plus. */
export function tableOf(rows: readonly CaseRow[]): string {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))];
  const widths = COLUMNS.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const lines = cells.map((line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  const [head = '', ...body] = lines;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const right = rows.filter((row) => row.right).length;
  const kept = rows.filter((row) => row.bound !== null && row.decisions <= row.bound).length;
  return [head, rule, ...body, '', `${right} of ${rows.length} right; ${kept} within their bound`].join('\n');
}
