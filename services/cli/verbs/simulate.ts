import { type Command, Option } from 'commander';
import { PlumblineError } from '../../core/errors.ts';
import { createSeriesReader } from '../../core/formats/series/reader.ts';
import { type DetectionReport, type DetectionSettings, simulateDetection } from '../../core/simulate/detection.ts';
import { NOISES } from '../../core/simulate/noise.ts';
import { DEFAULTS, type DetectionOptions, detectionSettings, OWN_NAME } from '../../core/simulate/options.ts';
import { type OwnNoise, ownNoise } from '../../core/simulate/own-noise.ts';
import { detectionPicture } from '../../core/simulate/picture.ts';
import type { Act } from '../act.ts';
import type { CliContext } from '../context.ts';
import { createProgress, type Progress } from '../progress.ts';
import { detectionTables } from './simulate-table.ts';

interface SimulateOptions extends Partial<DetectionOptions> {
  readonly values?: string;
  readonly kind: 'quality' | 'speed';
  readonly svg?: string;
}

/** Shortest time between two signs of progress, in milliseconds: the work has thousands of pieces. */
const PROGRESS_MS = 500;

const EXAMPLES = `
Noise: ${Object.entries(NOISES)
  .map(([name, { title, feelsHost }]) => `${name} (${title}${feelsHost ? '; confirmed by pairs' : ''})`)
  .join(', ')}.
Examples:
  plumbline simulate detection --noise normal --noise spikes --series 3400 --seed 1..5
  plumbline simulate detection --values nightly.csv --kind speed --shift 2% --shift 5% --svg detection.svg
  plumbline simulate detection --noise hosts --shift 2 --drift none --fleet 200:4`;

export function registerSimulate(program: Command, act: Act): void {
  const several = (text: string, before: readonly string[] | undefined) => [...(before ?? []), text];
  program
    .command('simulate')
    .description('what the judge would do: false alarms and shifts found on seeded, made noise')
    .command('detection')
    .description(
      'how often a change is reported that is none, and how fast real ones are, by the rules that judge real nights',
    )
    .option('--noise <name>', 'a kind of noise, again for more; all by default', several)
    .option('--values <file>', `stable values of yours (CSV or JSON) to draw noise from, called ${OWN_NAME}`)
    .addOption(
      new Option('--kind <kind>', 'what those values are: speed is confirmed by pairs, quality by plain re-runs')
        .choices(['quality', 'speed'])
        .default('quality'),
    )
    .option('--sigma <share>', 'deviation of single nights as a share of the level (1%), for sizes in per cent')
    .option(
      '--shift <size>',
      `in σ (2) or per cent (3%), again for more; ${DEFAULTS.shift.join(', ')} by default; or none`,
      several,
    )
    .option('--drift <size>', `the same a night; ${DEFAULTS.drift.join(', ')} by default; or none`, several)
    .option('--history <nights>', `nights known before; ${DEFAULTS.history} by default`)
    .option('--nights <nights>', `nights watched; ${DEFAULTS.nights} by default`)
    .option('--series <count>', `series a row and seed; ${DEFAULTS.series} by default`)
    .option('--seed <seed>', 'a number or 1..5, again for more; 1 by default', several)
    .option('--pairs <count>', `pairs or re-runs of a suspicion in one night, at most; ${DEFAULTS.pairs} by default`)
    .option('--fleet <series:moving>', 'whole fleets too, such as 200:4; again for more', several)
    .option('--svg <file>', 'draw the figures')
    .addHelpText('after', EXAMPLES)
    .action((options: SimulateOptions, command: Command) =>
      act(command, async (context) => {
        const own = options.values === undefined ? null : await readNoise(options.values, options.kind, context);
        const settings = detectionSettings(typed(options), own);
        const report = await run(settings, context);
        if (options.svg !== undefined)
          await context.operations.writeOutput(options.svg, detectionPicture(settings, report));
        const noises = settings.noises.map(({ name }) => name);
        return { data: { settings: { ...settings, noises }, ...report }, text: detectionTables(settings, report) };
      }),
    );
}

function typed(options: SimulateOptions): DetectionOptions {
  const { noise = [], sigma = null, history = null, nights = null, series = null, pairs = null } = options;
  const { seed = [], shift = [], drift = [], fleet = [] } = options;
  return { noise, sigma, history, nights, series, pairs, seed, shift, drift, fleet };
}

async function readNoise(
  file: string,
  kind: SimulateOptions['kind'],
  { operations, output }: CliContext,
): Promise<OwnNoise> {
  const reader = createSeriesReader({ file, format: null, timed: true, sort: false });
  for await (const bytes of operations.readInput(file)) reader.push(bytes);
  const values = reader.end().map((series) => series.values);
  const noise = ownNoise(values, kind === 'speed');
  if (noise.changing > 0) {
    const hint = '`plumbline judge` shows where; a stable part would be better noise';
    output.err(`${file}: ${noise.changing} of its ${noise.series} series change on their own: ${hint}.\n`);
  }
  return noise;
}

/** Works in pieces and lets the process breathe between them, so that Ctrl-C ends it. */
async function run(settings: DetectionSettings, { output, signal }: CliContext): Promise<DetectionReport> {
  const progress: Progress = createProgress(output, 'simulate');
  const work = simulateDetection(settings);
  let shown = Number.NEGATIVE_INFINITY;
  try {
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) return step.value;
      if (performance.now() - shown < PROGRESS_MS) continue;
      shown = performance.now();
      progress.step(step.value.done, step.value.total, step.value.note);
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) throw new PlumblineError('TIMEOUT', 'stopped before the simulation was done');
    }
  } finally {
    progress.end();
  }
}
