import { inline } from './text.ts';
import { number } from './wording.ts';

/** What a cell needs of a series: the interval it was judged by, in its unit. */
export interface BandCell {
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * An interval with its unit and, where the band behind it is known, its width and where it comes from; or a dash.
 *
 * @param description of the band, by `describeBand`.
 */
export function bandCell({ low, high, unit }: BandCell, description: string | undefined): string {
  if (low === null || high === null) return '—';
  const interval = `${number(low)} to ${number(high)} ${inline(unit)}`;
  return description === undefined ? interval : `${interval} (${inline(description)})`;
}
