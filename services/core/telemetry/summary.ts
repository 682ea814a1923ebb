import type { TelemetryRow } from '../model/job.ts';
import { LOOK_MS } from './rate.ts';

/** Figures of a device or a container, in the order in which people read them, with their units. */
export const FIGURES = [
  ['utilisation', ''],
  ['clockMHz', 'MHz'],
  ['memoryClockMHz', 'MHz'],
  ['temperature', '°C'],
  ['power', 'W'],
  ['memoryMiB', 'MiB'],
] as const;
export type Figure = (typeof FIGURES)[number][0];

/** Name that stands for the container among the devices. */
export const CONTAINER = 'container';

export interface FigureSummary {
  readonly figure: Figure;
  readonly unit: string;
  readonly min: number;
  /** Over time: a row that stands for a minute counts sixty times as much as one of a second. */
  readonly mean: number;
  readonly max: number;
}

/** One device, or the container, over a run. */
export interface DeviceSummary {
  readonly device: string;
  readonly rows: number;
  readonly figures: readonly FigureSummary[];
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
  /** Share of the time by what slowed it down, most first. */
  readonly slowed: readonly { readonly reason: string; readonly share: number }[];
}

/** Telemetry by device, the container first, then devices by name. */
export function rowsByDevice(rows: readonly TelemetryRow[]): ReadonlyMap<string, readonly TelemetryRow[]> {
  const found = new Map<string, TelemetryRow[]>();
  for (const row of rows) {
    const device = row.device ?? CONTAINER;
    const known = found.get(device);
    if (known) known.push(row);
    else found.set(device, [row]);
  }
  const rank = (name: string): string => (name === CONTAINER ? '' : name);
  return new Map([...found].sort(([one], [other]) => (rank(one) < rank(other) ? -1 : 1)));
}

/** What the telemetry of a run comes to, by device. */
export function summarizeTelemetry(rows: readonly TelemetryRow[]): DeviceSummary[] {
  return [...rowsByDevice(rows)].map(([device, own]) => summarize(device, own));
}

function summarize(device: string, rows: readonly TelemetryRow[]): DeviceSummary {
  // The first row began a look before it was written; every other one where the one before it ended.
  const weights = rows.map((row, at) => Math.max(0, row.timeMs - (rows[at - 1]?.timeMs ?? row.timeMs - LOOK_MS)));
  const figures = FIGURES.flatMap(([figure, unit]) => {
    const told = rows.flatMap((row, at) => {
      const value = row[figure];
      return value === undefined ? [] : [{ value, weight: weights[at] as number }];
    });
    if (told.length === 0) return [];
    const values = told.map(({ value }) => value);
    const total = told.reduce((sum, { weight }) => sum + weight, 0);
    const weighted = told.reduce((sum, { value, weight }) => sum + value * weight, 0);
    const mean = total > 0 ? weighted / total : values.reduce((sum, value) => sum + value, 0) / values.length;
    return [{ figure, unit, min: Math.min(...values), mean, max: Math.max(...values) }];
  });
  return {
    device,
    rows: rows.length,
    figures,
    readBytes: rows.findLast((row) => row.readBytes !== undefined)?.readBytes ?? null,
    writtenBytes: rows.findLast((row) => row.writtenBytes !== undefined)?.writtenBytes ?? null,
    slowed: slowedShares(rows, weights),
  };
}

function slowedShares(rows: readonly TelemetryRow[], weights: readonly number[]): DeviceSummary['slowed'] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const times = new Map<string, number>();
  for (const [at, { throttled = [] }] of rows.entries())
    for (const reason of throttled) times.set(reason, (times.get(reason) ?? 0) + (weights[at] as number));
  return [...times]
    .map(([reason, time]) => ({ reason, share: time / total }))
    .sort((one, other) => other.share - one.share);
}
