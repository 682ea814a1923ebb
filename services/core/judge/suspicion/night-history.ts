import type { Instant } from '../../model/base.ts';
import type { Point, Series, StoredBand } from '../../model/series.ts';
import { sharesNight } from '../../statistics/band.ts';
import { hostOffset } from '../host-offset.ts';
import { inflationOfNights } from './baseline.ts';
import { creepOf } from './creep.ts';
import { likelyDates } from './dates.ts';
import { nightFloor } from './floor.ts';
import { withoutRepeats } from './repeats.ts';
import { seedBasis } from './seed-basis.ts';
import { type SeriesHistory, seriesHistory } from './series-history.ts';
import { nightsOf, type SettledNight } from './settled.ts';
import { type Shift, shiftOf } from './suspicion.ts';

/** What the nights of a series are asked about. */
export interface NightHistoryInput {
  readonly series: Pick<Series, 'definition'>;
  readonly band: StoredBand | null;
  readonly point: Point;
  readonly before: readonly SettledNight[];
  readonly watchCreep: boolean;
}

/** A shift inside the band that tonight makes suspicious, else slow creep; null: neither, or tonight has no number. */
export function watchedShift(input: NightHistoryInput): Shift | null {
  const history = historyOf(input);
  if (history === null) return null;
  const metric = input.series.definition;
  const shift = shiftOf(history.series, history.floor);
  if (shift === null) return input.watchCreep ? creep(input, history) : null;
  return sharesNight(metric) ? shift : { ...shift, basis: seedBasis(shift.basis, history.nights, metric) };
}

/** Nights on which a change may have begun, rising; empty where too few nights are known. */
export function likelyNights(input: Pick<NightHistoryInput, 'series' | 'point' | 'before'>): readonly Instant[] {
  const history = historyOf(input);
  if (history === null) return [];
  const { nights, series, floor } = history;
  const dates = likelyDates(series, floor).map((back) => (nights[nights.length - back] as SettledNight).at);
  return [...new Set(dates)].sort();
}

interface History {
  readonly nights: readonly SettledNight[];
  readonly series: SeriesHistory;
  readonly floor: number;
}

function historyOf({ series, point, before }: Pick<NightHistoryInput, 'series' | 'point' | 'before'>): History | null {
  if (point.value === null || point.tainted) return null;
  const metric = series.definition;
  const all = [...before, ...nightsOf(point, metric, null, false)];
  const nights = sharesNight(metric) ? all : withoutRepeats(all);
  return { nights, series: seriesHistory(nights, sharesNight(metric)), floor: nightFloor(all, metric) };
}

function creep({ series, band }: NightHistoryInput, { nights, series: history, floor }: History): Shift | null {
  if (band === null) return null;
  const tonight = nights.at(-1)?.nightId;
  const since = nights.filter(({ at, accepted, nightId }) => at >= band.madeAt && (accepted || nightId === tonight));
  const values = since.flatMap((night) => {
    const offset = hostOffset(night.host, band, nights, series.definition);
    return offset === null ? [] : [night.value - offset];
  });
  return creepOf(values, band, series.definition, inflationOfNights(history, floor));
}
