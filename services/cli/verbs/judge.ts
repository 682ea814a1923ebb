import { type Command, Option } from 'commander';
import { PlumblineError } from '../../core/errors.ts';
import { decimalOf } from '../../core/formats/series/decimal.ts';
import { createSeriesReader } from '../../core/formats/series/reader.ts';
import type { InputSeries, Interval } from '../../core/formats/series/series.ts';
import type { SeriesFormat } from '../../core/formats/series/sniff.ts';
import { judgementJson } from '../../core/judge/offline/document.ts';
import { judgeSeries } from '../../core/judge/offline/judge.ts';
import type { Judgement } from '../../core/judge/offline/judgement.ts';
import type { Direction } from '../../core/model/metric.ts';
import type { Act } from '../act.ts';
import type { CliContext } from '../context.ts';
import type { Output } from '../output.ts';
import { plotSeries } from '../plot/plot.ts';
import { judgementTable, nameOf } from './judge-table.ts';

interface JudgeOptions {
  direction: Direction;
  minEffect: MinEffect;
  band?: Interval;
  format?: SeriesFormat;
  name?: string;
  sort?: boolean;
  time: boolean;
  plot?: boolean;
  json?: boolean;
}

interface MinEffect {
  readonly size: number;
  /** The text, where it was given in per cent: then it can only be a share. */
  readonly percent: string | null;
}

/** Width of a plot where the terminal does not say its own, its largest width, and its height; in characters. */
const PLOT_COLUMNS = 80;
const PLOT_COLUMNS_MAX = 160;
const PLOT_ROWS = 16;
/** JSON is written in pieces of at least so many characters: each costs a call of the system. */
const PIECE_CHARACTERS = 65_536;
/** Most series that are drawn. */
const PLOTS_MAX = 20;

const EXAMPLES = `
A file is CSV (time,value · value · time,a,b,… · series,time,value; with a header or without) or JSON ({"values":[…]}).
Examples:
  plumbline judge latency.csv --direction lower --plot
  plumbline judge nightly.json --json | jq .changePoints`;

export function registerJudge(program: Command, act: Act): void {
  program
    .command('judge')
    .description('change points, bands and verdicts of series in a file, on its own: no service is needed')
    .argument('[file]', 'CSV or JSON; standard input for - or none')
    .addOption(
      new Option('--direction <way>', 'which way is better: higher, lower or none')
        .choices(['higher', 'lower', 'none'])
        .default('none'),
    )
    .addOption(
      new Option(
        '--min-effect <size>',
        'leave out smaller changes: a share (0.02 or 2%) where all values are positive, else in their unit',
      )
        .argParser(minEffect)
        .default({ size: 0, percent: null }, '0'),
    )
    .option('--band <low:high>', 'judge every point by this interval instead of learned bands', interval)
    .addOption(new Option('--format <format>', 'instead of looking at the first sign').choices(['csv', 'json']))
    .option('--name <name>', 'what to call the one series')
    .option('--sort', 'put the rows in the order of time first')
    .option('--no-time', 'the CSV has no times: every column is a series')
    .option('--plot', 'draw the series')
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, options: JudgeOptions, command: Command) =>
      act(command, async (context) => {
        const series = named(await read(file ?? '-', options, context), options.name);
        const { direction, band } = options;
        const settings = { direction, band: band ?? null, minEffect: options.minEffect.size };
        const judgements = series.map((one) => judgeSeries(one, settings));
        checkPercent(judgements, options.minEffect);
        return {
          data: null,
          json: documents(judgements),
          text: options.json
            ? ''
            : `${options.plot ? plots(judgements, context.output) : ''}${judgementTable(judgements)}`,
          finding: judgements.some(({ finding }) => finding),
        };
      }),
    );
}

async function read(file: string, options: JudgeOptions, { operations, output }: CliContext): Promise<InputSeries[]> {
  const { format, time, sort } = options;
  const name = file === '-' ? 'standard input' : file;
  const reader = createSeriesReader({ file: name, format: format ?? null, timed: time, sort: sort === true });
  if (file === '-' && output.terminal) output.err('Reading standard input; end it with Ctrl-D.\n');
  for await (const bytes of operations.readInput(file === '-' ? null : file)) reader.push(bytes);
  return reader.end();
}

function named(series: InputSeries[], name: string | undefined): InputSeries[] {
  if (name === undefined) return series;
  if (series.length > 1) {
    throw new PlumblineError('USAGE', `--name ${name} names one series; there are ${series.length}`);
  }
  return series.map((one) => ({ ...one, name }));
}

function checkPercent(judgements: readonly Judgement[], { percent }: MinEffect): void {
  const place = judgements.findIndex(({ effectKind, points }) => effectKind === 'absolute' && points > 0);
  if (percent === null || place < 0) return;
  const name = nameOf(judgements[place] as Judgement, place);
  throw new PlumblineError(
    'USAGE',
    `--min-effect ${percent}: ${name} has values that are not positive, so its effects are no shares; give a size in their unit`,
  );
}

function* documents(judgements: readonly Judgement[]): Generator<string> {
  let text = '';
  for (const judgement of judgements) {
    for (const piece of judgementJson(judgement)) {
      text += piece;
      if (text.length < PIECE_CHARACTERS) continue;
      yield text;
      text = '';
    }
  }
  yield text;
}

function plots(judgements: readonly Judgement[], { columns, colour }: Output): string {
  const size = { columns: Math.min(columns ?? PLOT_COLUMNS, PLOT_COLUMNS_MAX), rows: PLOT_ROWS, colour };
  const drawn = judgements
    .slice(0, PLOTS_MAX)
    .map((judgement, i) => `${nameOf(judgement, i)}\n${plotSeries(judgement, size)}\n`);
  const rest = judgements.length - drawn.length;
  return `${drawn.join('')}${rest > 0 ? `and ${rest} more series that are not drawn\n\n` : ''}`;
}

function minEffect(text: string): MinEffect {
  const percent = text.endsWith('%');
  const size = decimalOf(text.replace(/\s*%$/, ''));
  if (!(size >= 0 && Number.isFinite(size))) {
    throw new PlumblineError('USAGE', `--min-effect ${text}: expected a size such as 0.02 or 2%`);
  }
  return { size: percent ? size / 100 : size, percent: percent ? text : null };
}

function interval(text: string): Interval {
  const [low = Number.NaN, high = Number.NaN, ...rest] = text.split(':').map((part) => decimalOf(part.trim()));
  if (!(low <= high) || rest.length > 0) {
    throw new PlumblineError('USAGE', `--band ${text}: expected low:high with low ≤ high, such as 0.91:0.95`);
  }
  return { low, high };
}
