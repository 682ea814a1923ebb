import { formatNumber } from '../judge/wording.ts';
import type { IncidentSeries } from '../model/incident.ts';
import type { Scale } from '../model/metric.ts';
import { inline } from './text.ts';

/** The sign of a negative number; a hyphen may be broken off at the end of a line. */
const MINUS = '−';
const PERCENT_DIGITS = 2;
/** Powers of ten that an evidence is compared with; above them the number says more of the model than of the runs. */
const ODDS_POWERS = [6, 5, 4, 3, 2, 1] as const;

/** A number with a real minus sign. */
export function number(value: number): string {
  return formatNumber(value).replace(/^-/, MINUS);
}

/** A value with its unit, or a dash for none. The unit is foreign text. */
export function quantity(value: number | null, unit: string): string {
  return value === null ? '—' : `${number(value)} ${inline(unit)}`;
}

/** A likelihood ratio as people can take it: `more than 10,000 : 1`, or the number itself below ten. */
export function odds(evidence: number): string {
  const power = ODDS_POWERS.find((digits) => evidence > 10 ** digits);
  return power === undefined ? `${number(evidence)} : 1` : `more than ${number(10 ** power)} : 1`;
}

/**
 * A change with its sign: `−61 %` where the scale is relative, `−1.3 percentage points` for a share, else in the unit.
 * The unit is foreign text and is returned as it is.
 */
export function change(effect: number, scale: Scale, unit: string): string {
  if (scale === 'positive') return `${signed(effect * 100)} %`;
  return scale === 'rate' ? `${signed(effect * 100)} percentage points` : `${signed(effect)} ${unit}`;
}

/** Two significant digits before the point at least: `−61`, `+0.42`, `+150`. */
function signed(value: number): string {
  const size = Math.abs(value);
  const rounded = size >= 10 ? Math.round(size) : Number(size.toPrecision(PERCENT_DIGITS));
  return `${value < 0 ? MINUS : '+'}${number(rounded)}`;
}

/** What happened to a series, in a few words for a title; null when there is no number for the change. */
export function changeOf(series: IncidentSeries, scale: Scale): string | null {
  const effect = series.confirmation?.effect ?? null;
  return effect === null ? null : change(effect, scale, series.unit);
}

/** What a series does, in a few words: against its band, or against the level before where it is still in its band. */
export function findingOf({ direction, basis }: IncidentSeries): string {
  if (direction === 'changed') return 'in its band, with other numbers for the same seed';
  if (direction === 'invalid') return 'gives no valid value';
  return `${direction} its ${basis === null || basis.rule === 'band' ? 'band' : 'level before'}`;
}

/** Date of an instant, as titles have it. */
export function day(instant: string): string {
  return instant.slice(0, 'YYYY-MM-DD'.length);
}

/** An instant to the minute, in UTC. */
export function minute(instant: string): string {
  return `${instant.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')} UTC`;
}
