import type { Instant } from '../model/base.ts';
import type { Metric } from '../model/metric.ts';
import type { Shift } from './suspicion/suspicion.ts';
import { counted, formatNumber } from './wording.ts';

/** Digits of a size and of a distance in a sentence. */
const SIZE_DIGITS = 2;
const DISTANCE_DIGITS = 3;

/** Why a point inside its band is suspicious all the same, as one clause with size, side and date. */
export function describeShift(
  { direction, basis }: Shift,
  dates: readonly Instant[],
  { scale, unit }: Pick<Metric, 'scale' | 'unit'>,
): string {
  const size = Math.abs(scale === 'positive' ? 100 * Math.expm1(basis.recent.mean) : basis.recent.mean);
  const away = `${formatNumber(Number(size.toPrecision(SIZE_DIGITS)))} ${scale === 'positive' ? '%' : unit} ${direction}`;
  const distance = `z ${formatNumber(Number(basis.z.toPrecision(DISTANCE_DIGITS))).replace('-', '−')}`;
  if (basis.rule === 'creep') {
    return `the mean of the last ${counted(basis.nights, 'night')} crept ${away} the accepted level (${distance})`;
  }
  const nights = basis.nights === 1 ? 'tonight is' : `the last ${counted(basis.nights, 'night')} are`;
  return `${nights} ${away} the nights before (${distance}), a change ${describeDates(dates)}`;
}

/** `on 2026-11-20`, `between 2026-11-18 and 2026-11-20`: never a point where the set has several. */
export function describeDates(dates: readonly Instant[]): string {
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return 'of unknown date';
  return day(first) === day(last) ? `on ${day(first)}` : `between ${day(first)} and ${day(last)} (90 % sure)`;
}

const day = (instant: Instant): string => instant.slice(0, 10);
