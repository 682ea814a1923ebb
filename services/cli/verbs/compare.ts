import type { Command } from 'commander';
import type { CompareView, MetricDifference } from '../../core/model/api/compare.ts';
import type { RunSummary } from '../../core/model/api/run.ts';
import { plainQuote } from '../../core/reporting/piece.ts';
import { change } from '../../core/reporting/wording.ts';
import type { Act } from '../act.ts';
import { formatNumber, table } from '../table.ts';
import { withApi } from '../with-api.ts';

export function registerCompare(program: Command, act: Act): void {
  program
    .command('compare')
    .description('what differs around two runs, and what they measured; exit 1 when the second is worse')
    .argument('<good-run>')
    .argument('<bad-run>')
    .action((good: string, bad: string, _options: object, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const view = await client.compare(good, bad);
          return { data: view, text: compareText(view), finding: view.worse };
        });
      }),
    );
}

/** Two runs, the tree of what differs around them, and their metrics beside their bands. */
export function compareText(view: CompareView): string {
  return [
    table(['', 'run', 'seed', 'outcome', 'host', 'ended'], [runRow('good', view.good), runRow('bad', view.bad)]),
    environmentTree(view),
    table(['metric', 'good', 'bad', 'unit', 'change', 'is', 'band'], view.metrics.map(metricRow)),
    ...(view.good.seed === view.bad.seed ? [] : ['The seeds differ: part of a change of quality may be theirs.\n']),
  ].join('\n');
}

function runRow(side: string, run: RunSummary): (string | number)[] {
  return [side, run.id, String(run.seed), run.outcome ?? run.state, run.host ?? '–', run.endedAt ?? '–'];
}

/** The difference by depth: a title a kind, a line a factor. */
function environmentTree({ environment, source, good }: CompareView): string {
  const title = `WHAT DIFFERS AROUND ${good.benchmark} ON ${good.platform}${source === 'pins' ? ' (as pinned: a run recorded no environment)' : ''}`;
  if (environment.length === 0) return `${title}\n  nothing that is recorded\n`;
  const quote = plainQuote();
  const blocks = environment.map(({ kind, title: own, changes }) => {
    const names = changes.map(({ factor }) => quote(factor.slice(kind.length + 1)));
    const width = Math.max(...names.map((name) => name.length));
    const lines = changes.map(({ from, to }, at) => {
      const name = (names[at] ?? '').padEnd(width);
      return `    ${name}${width > 0 ? '  ' : ''}${quote(from) || '(absent)'} → ${quote(to) || '(absent)'}`;
    });
    return [`  ${own}`, ...lines].join('\n');
  });
  return `${title}\n${blocks.join('\n')}\n`;
}

function metricRow(row: MetricDifference): (string | number | null)[] {
  const least = change(row.minEffect, row.scale, row.unit).replace('+', '');
  const is = row.is === 'same' ? `same (below ${least})` : row.is;
  return [
    row.metric,
    row.good,
    row.bad,
    row.unit,
    row.change === null ? '–' : change(row.change, row.scale, row.unit),
    is,
    bandText(row),
  ];
}

/** The band and where both runs lie in it: `37000 … 45000 (± 9 %, calibrated from 8 runs): good inside, bad outside`. */
function bandText({ band, bandText, goodInBand, badInBand }: MetricDifference): string {
  if (band === null) return '–';
  const place = (side: string, inside: boolean | null) =>
    inside === null ? [] : [`${side} ${inside ? 'inside' : 'outside'}`];
  const places = [...place('good', goodInBand), ...place('bad', badInBand)];
  const where = places.length > 0 ? `: ${places.join(', ')}` : '';
  return `${formatNumber(band.low)} … ${formatNumber(band.high)} (${bandText})${where}`;
}
