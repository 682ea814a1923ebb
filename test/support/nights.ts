import fc from 'fast-check';
import { type SeriesHistory, seriesHistory } from '../../services/core/judge/suspicion/series-history.ts';

// Histories of nights for the tests of suspicion.

/** How the nights of a made history differ from accepted ones on one host; tonight is never accepted. */
export interface NightsChange {
  /** Host of each night; left out: the metric does not feel it. */
  readonly hosts?: readonly string[];
  /** Nights (0-based) that are not accepted yet. */
  readonly open?: readonly number[];
}

/** A history of these values, tonight last. */
export function nightsOf(values: readonly number[], { hosts, open = [] }: NightsChange = {}): SeriesHistory {
  const last = values.length - 1;
  const nights = values.map((value, i) => ({
    value,
    host: hosts?.[i] ?? null,
    accepted: i < last && !open.includes(i),
  }));
  return seriesHistory(nights, hosts !== undefined);
}

/** `count` values from a source. */
export function drawn<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

/** Nights that alternate by 1 around a level: no correlation upwards, no outlier, deviation about 1. */
export function alternating(count: number, level = 0): number[] {
  return Array.from({ length: count }, (_, i) => level + (i % 2 === 0 ? 1 : -1));
}

const CALM = [0.5, -1, 1.5, -0.5, 1, -1.5];

/** Calm nights around a level, of deviation about 1, no two alike within six; every six have the mean of the level. */
export function calm(count: number, level = 0): number[] {
  return Array.from({ length: count }, (_, i) => level + (CALM[i % CALM.length] as number));
}

/** Values on a grid of 1/1024 that doubles add without rounding, so that moving and scaling them is exact. */
export const exactValue = fc.integer({ min: -4096, max: 4096 }).map((value) => value / 1024);

/** Whether two numbers are equal but for rounding. */
export function close(a: number, b: number, share = 1e-9): boolean {
  return Math.abs(a - b) <= share * Math.max(1, Math.abs(a), Math.abs(b));
}
