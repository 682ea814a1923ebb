import type { Command } from 'commander';
import {
  HEALTH_DAYS_DEFAULT,
  type HealthFiguresView,
  type JudgeHealth,
  type SeriesHealth,
} from '../../core/model/api/health.ts';
import type { Act } from '../act.ts';
import { formatNumber, table } from '../table.ts';
import { withApi } from '../with-api.ts';
import { wholeNumber } from './up.ts';

interface HealthOptions {
  days: number;
  benchmark?: string;
  platform?: string;
}

export function registerHealth(program: Command, act: Act): void {
  program
    .command('health')
    .description(
      'how well the judging does: false alarms, re-runs spent, the shifts that can be found; exit 1 on an alarm',
    )
    .option('--days <number>', 'how far to look back', wholeNumber, HEALTH_DAYS_DEFAULT)
    .option('--benchmark <name>')
    .option('--platform <name>')
    .action((options: HealthOptions, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const { days, benchmark, platform } = options;
          const health = await client.judgeHealth({ days, benchmark, platform });
          return { data: health, text: healthText(health), finding: health.figures.alarms.length > 0 };
        });
      }),
    );
}

function healthText({ from, to, figures, series, more }: JudgeHealth): string {
  const { suspicions, confirmed, dismissed, open, worse, better, failed, runs, reruns } = figures;
  const share = figures.rerunShare === null ? '' : ` (${percent(figures.rerunShare)})`;
  const each = figures.rerunsPerSuspicion === null ? '' : `, ${figures.rerunsPerSuspicion.toFixed(1)} a suspicion`;
  return [
    `${from.slice(0, 10)} to ${to.slice(0, 10)}: ${suspicions} suspicions, ${confirmed} real, ${dismissed} not, ${open} open`,
    `False alarms: ${falseAlarms(figures)}. Changes for the worse : for the better ${worse} : ${better}, and ${failed} failures.`,
    `Re-runs: ${reruns} of ${runs} runs${share}${each}.`,
    ...figures.alarms.map((alarm) => `ALARM: ${alarm}`),
    '',
    table(
      [
        'benchmark',
        'platform',
        'metric',
        'suspicions',
        'false alarms',
        'worse:better',
        're-runs',
        'noise',
        'spread',
        '3 nights',
        '7',
        '14',
      ],
      series.map(row),
    ),
    ...(more > 0 ? [`and ${more} more: name a benchmark or a platform`, ''] : []),
    'Spread is that of single nights; 3, 7, 14: smallest shift that is found within so many nights with 80 % probability.',
    '',
  ].join('\n');
}

function row({ series, figures, spread }: SeriesHealth): (string | number)[] {
  const size = (value: number) =>
    series.definition.scale === 'positive'
      ? percent(value)
      : `${Number(value.toPrecision(2))} ${series.definition.unit}`;
  const found = [0, 1, 2].map((index) => {
    const shift = spread?.detectable[index];
    return shift ? `${shift.atMinEffect ? '≥ ' : ''}${size(shift.effect)}` : '–';
  });
  return [
    series.benchmark,
    series.platform,
    series.metric,
    figures.suspicions,
    falseAlarms(figures),
    `${figures.worse}:${figures.better}${figures.alarms.length > 0 ? ' (alarm)' : ''}`,
    figures.reruns,
    spread?.profile.kind ?? '–',
    spread ? size(spread.deviation) : '–',
    ...found,
  ];
}

function falseAlarms({ falseAlarms: found }: HealthFiguresView): string {
  return found === null ? '–' : `${percent(found.share)} (${percent(found.low)} … ${percent(found.high)})`;
}

function percent(share: number): string {
  const value = 100 * share;
  return `${formatNumber(value >= 10 ? Math.round(value) : Number(value.toPrecision(2)))} %`;
}
