import type { Metric } from '../model/metric.ts';
import type { Band, Point, Verdict, VerdictKind } from '../model/series.ts';
import { bandAtPoint } from '../statistics/band.ts';
import type { RunValue } from './validity.ts';
import { counted, formatNumber, withUnit } from './wording.ts';

export interface VerdictInput {
  readonly point: Point;
  readonly metric: Metric;
  /** Band in force; null: none yet. */
  readonly band: Band | null;
  /** What every planned run of the night said. */
  readonly runs: readonly RunValue[];
  /** Seeds that gave other numbers than on the nights before (see repeat.ts). */
  readonly changedSeeds: readonly number[];
  /** What more there is to say of the band, as how far it was moved for the host; empty: nothing. */
  readonly bandNote?: string;
}

/**
 * Judges one point, both ways: outside on the good side is suspicious too, for it is often a broken measurement. A run
 * that failed by itself makes the point `invalid` and suspicious; runs that the infrastructure took never do.
 */
export function verdictOf(input: VerdictInput): Verdict {
  const { point, metric, band, runs } = input;
  const failed = runs.flatMap((run) => (run.kind === 'failed' ? [run.reason] : []));
  const absent = runs.flatMap((run) => (run.kind === 'absent' ? [run.reason] : []));
  const missing = missingNote(failed, absent, point.planned);
  if (point.value === null) {
    const reason =
      missing === ''
        ? `${metric.name} was not measured: no run was planned`
        : `${metric.name} was not measured: ${missing}`;
    return verdict(point, 'invalid', reason, band, failed.length > 0);
  }
  const value = `${metric.name} is ${withUnit(point.value, metric.unit)}`;
  const note = missing === '' ? '' : ` (${missing})`;
  const placed = band && bandAtPoint(band, metric, point.runs);
  const expected = placed && input.bandNote ? { ...placed, reason: `${placed.reason}; ${input.bandNote}` } : placed;
  if (expected) {
    const place = point.value < expected.low ? 'below' : point.value > expected.high ? 'above' : null;
    if (place) return verdict(point, place, `${value}, ${place} ${interval(expected, metric)}${note}`, expected, true);
  }
  if (failed.length > 0) return verdict(point, 'invalid', `${value}, but ${missing}`, expected, true);
  if (!expected) return verdict(point, 'no-band', `${value}; it has no band yet${note}`, null, false);
  const inside = `${value}, inside ${interval(expected, metric)}${note}`;
  if (input.changedSeeds.length === 0) return verdict(point, 'in-band', inside, expected, false);
  const seeds = `seed${input.changedSeeds.length === 1 ? '' : 's'} ${input.changedSeeds.join(', ')}`;
  return verdict(point, 'changed', `${inside}; ${seeds} gave other numbers than on the nights before`, expected, false);
}

function verdict(point: Point, kind: VerdictKind, reason: string, band: Band | null, suspicious: boolean): Verdict {
  return { seriesId: point.seriesId, nightId: point.nightId, kind, reason, band, suspicious };
}

function interval(band: Band, metric: Metric): string {
  return `its band ${formatNumber(band.low)} to ${withUnit(band.high, metric.unit)} (${band.reason})`;
}

function missingNote(failed: readonly string[], absent: readonly string[], planned: number): string {
  const parts: string[] = [];
  if (failed.length > 0) parts.push(`${failed.length} of ${counted(planned, 'run')} failed: ${distinct(failed)}`);
  if (absent.length > 0) parts.push(`${absent.length} of ${counted(planned, 'run')} gave nothing: ${distinct(absent)}`);
  return parts.join('; ');
}

const distinct = (reasons: readonly string[]): string => [...new Set(reasons)].join(', ');
