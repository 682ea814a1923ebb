import type { DetectionReport, DetectionSettings } from '../../core/simulate/detection.ts';
import { CHECKPOINTS } from '../../core/simulate/figures.ts';
import { amountText, settingsText } from '../../core/simulate/text.ts';
import { table } from '../table.ts';

/** The figures of a simulation for people. */
export function detectionTables(settings: DetectionSettings, report: DetectionReport): string {
  const size = (amount: number): string => amountText(amount, settings.sigma);
  const stable = report.stable.map(({ title, alarms, suspicionsPerThousand, rerunsPerThousand, evidence }) => [
    title,
    alarms.count,
    alarms.of,
    `${alarms.perThousand.toFixed(2)} (${alarms.low.toFixed(2)} to ${alarms.high.toFixed(2)})`,
    suspicionsPerThousand.toFixed(1),
    rerunsPerThousand.toFixed(0),
    Number.isNaN(evidence.mean) ? null : `${evidence.mean.toFixed(2)} ± ${evidence.error.toFixed(2)}`,
  ]);
  const shifts = report.shifts.map(({ title, shift, found, rerunsPerAlarm }) => [
    title,
    size(shift),
    ...CHECKPOINTS.map((night) => percent(found[night - 1] as number)),
    rerunsPerAlarm === null ? null : rerunsPerAlarm.toFixed(1),
  ]);
  const drifts = report.drifts.map(({ title, drift, found, medianNight, rerunsPerAlarm }) => [
    title,
    `${size(drift)} a night`,
    medianNight ?? `after ${settings.nights}`,
    percent(found.at(-1) as number),
    rerunsPerAlarm === null ? null : rerunsPerAlarm.toFixed(1),
  ]);
  const fleets = report.fleets.map(({ title, series, moving, shift, ...figures }) => [
    title,
    `${series}, ${moving} moved by ${size(shift)}`,
    figures.repeats,
    `${figures.found.toFixed(2)} of ${moving}`,
    figures.wrong.toFixed(2),
    percent(figures.falseDiscoveries),
    figures.reruns.toFixed(0),
  ]);
  const parts = [
    `${settingsText(settings)}.\n`,
    'Nothing moves: false alarms per 1,000 series-nights with their exact 95 % interval',
    table(['noise', 'alarms', 'nights', 'per 1,000', 'suspicions', 're-runs', 'evidence'], stable),
  ];
  const within = CHECKPOINTS.map((night) => (night === 1 ? '1 night' : String(night)));
  if (shifts.length > 0)
    parts.push('A shift: share found within', table(['noise', 'shift', ...within, 're-runs an alarm'], shifts));
  if (drifts.length > 0)
    parts.push('A drift', table(['noise', 'drift', 'median night', 'found', 're-runs an alarm'], drifts));
  if (fleets.length > 0)
    parts.push('Fleets', table(['noise', 'series', 'fleets', 'found', 'wrong', 'false share', 're-runs'], fleets));
  return parts.join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
