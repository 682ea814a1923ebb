import type { Metric } from '../../model/metric.ts';
import { deviationFloor, sharesNight } from '../../statistics/band.ts';
import { resolution, roundingDeviation } from '../../statistics/resolution.ts';
import { fromWorking } from '../../statistics/scale.ts';
import type { SettledNight } from './settled.ts';

/** Smallest floor there is, as a share of the level: a series of equal numbers has no spread to divide by. */
const SHARE_MIN = 1e-9;
/** Digits of a number that are the same again after a logarithm and back. */
const DIGITS = 12;

/**
 * Smallest deviation of a night that is believed, on the working scale: the metric's own floor, the rounding of its
 * numbers, and for quality the spread between seeds over √seeds. The last is what a night differs by when the arithmetic
 * changes and nothing else: with fixed seeds and bit-stable training the nights before do not show it.
 *
 * @param nights at least one.
 */
export function nightFloor(
  nights: readonly SettledNight[],
  metric: Pick<Metric, 'scale' | 'kind' | 'testSize'>,
): number {
  const last = nights.at(-1) as SettledNight;
  const level = fromWorking(metric.scale, last.value);
  const values = nights.map(({ value }) => Number(fromWorking(metric.scale, value).toPrecision(DIGITS)));
  const printed = roundingDeviation(resolution(values));
  const rounding = metric.scale === 'positive' ? printed / level : printed;
  const single = Math.max(deviationFloor(metric, level), betweenSeeds(nights));
  const own = sharesNight(metric) ? deviationFloor(metric, level) : single / Math.sqrt(Math.max(1, last.runs));
  return Math.max(own, rounding, SHARE_MIN * Math.max(1, Math.abs(last.value)));
}

/** Deviation between seeds, pooled over the nights, on the working scale; 0 where no night has two. */
export function betweenSeeds(nights: readonly SettledNight[]): number {
  let [squares, freedom] = [0, 0];
  for (const { spread, runs } of nights) {
    if (runs < 2) continue;
    squares += (runs - 1) * spread * spread;
    freedom += runs - 1;
  }
  return freedom > 0 ? Math.sqrt(squares / freedom) : 0;
}
