import type { TelemetryRow } from '../model/job.ts';

/** What one look at a device or a container told; what it did not tell is absent. */
export type Figures = Omit<TelemetryRow, 'timeMs' | 'device'>;

/** Figures that grow from a start: of several looks the newest counts. */
const COUNTERS: ReadonlySet<string> = new Set(['readBytes', 'writtenBytes']);
/** Names of one row (TelemetryRow.throttled). */
const NAMES_MAX = 16;
/** Significant digits of a mean: a sensor tells no more. */
const DIGITS = 5;

/** Several looks as one: the mean of each figure over the looks that told it, and everything that slowed the device. */
export function mergeFigures(looks: readonly Figures[]): Figures {
  const told = new Map<string, number[]>();
  const slowed = new Set<string>();
  let asked = false;
  for (const { throttled, ...figures } of looks) {
    asked ||= throttled !== undefined;
    for (const name of throttled ?? []) slowed.add(name);
    for (const [name, value] of Object.entries(figures)) told.set(name, [...(told.get(name) ?? []), value]);
  }
  const merged = Object.fromEntries(
    [...told].map(([name, values]) => [name, COUNTERS.has(name) ? values.at(-1) : mean(values)]),
  );
  return { ...merged, ...(asked ? { throttled: [...slowed].sort().slice(0, NAMES_MAX) } : {}) };
}

function mean(values: readonly number[]): number {
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(DIGITS));
}
