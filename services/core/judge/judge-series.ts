import type { Instant } from '../model/base.ts';
import type { Basis } from '../model/incident.ts';
import type { Point, Series, StoredBand, Verdict } from '../model/series.ts';
import { sharesNight } from '../statistics/band.ts';
import { bandBasis } from './basis.ts';
import { type PlacedBand, placeBand } from './host-offset.ts';
import { describeShift } from './shift-wording.ts';
import { likelyNights, watchedShift } from './suspicion/night-history.ts';
import type { SettledNight } from './suspicion/settled.ts';
import type { RunValue } from './validity.ts';
import { verdictOf } from './verdict.ts';

/** Why a series is to be confirmed, and what that rests on. */
export interface Suspicion {
  /** `changed`: a change is asked about that has no direction yet. */
  readonly direction: 'below' | 'above' | 'invalid' | 'changed';
  readonly basis: Basis | null;
  /** Nights on which it may have begun, with 90 % probability, rising. */
  readonly dates: readonly Instant[];
}

export interface JudgedPoint {
  readonly series: Series;
  readonly point: Point;
  readonly verdict: Verdict;
  /** Null: nothing to confirm. */
  readonly suspicion: Suspicion | null;
  /** Hosts of the night on which the level of the series is not known yet. */
  readonly newHosts: readonly string[];
  /** Offset of the night's hosts from the level of the band, on the working scale. */
  readonly offset?: number;
}

export interface SeriesInput {
  readonly series: Series;
  readonly band: StoredBand | null;
  readonly point: Point;
  /** What every planned run of the night said. */
  readonly runs: readonly RunValue[];
  /** Seeds that gave other numbers than on the nights before (see repeat.ts). */
  readonly changedSeeds: readonly number[];
  /** Settled nights before tonight, oldest first. */
  readonly before: readonly SettledNight[];
  /** Whether slow creep is looked for tonight: not soon after a suspicion that fresh runs dismissed. */
  readonly watchCreep: boolean;
}

/** Judges one series' night: its band where it ran, then a shift inside the band, then slow creep. */
export function judgeSeries(input: SeriesInput): JudgedPoint {
  const { series, point } = input;
  const metric = series.definition;
  const placed = placedAt(input);
  const judged = placed.value === null ? point : { ...point, value: placed.value };
  const verdict = verdictOf({ ...input, metric, point: judged, band: placed.band, bandNote: noteOf(placed) });
  const answer = (said: Verdict, suspicion: Suspicion | null): JudgedPoint => {
    const { newHosts, offset } = placed;
    const basis = suspicion?.basis ? { ...suspicion.basis, offset } : null;
    return { series, point, verdict: said, suspicion: suspicion && { ...suspicion, basis }, newHosts, offset };
  };
  if (verdict.suspicious) {
    const moved = verdict.kind === 'below' || verdict.kind === 'above';
    const dates = moved ? likelyNights(input) : [];
    return answer(verdict, {
      direction: verdict.kind === 'below' || verdict.kind === 'above' ? verdict.kind : 'invalid',
      basis: bandBasis(placed.band, metric, moved ? judged : null),
      dates: dates.length > 0 ? dates : [point.at],
    });
  }
  const shift = watchedShift(input);
  if (shift === null) return answer(verdict, null);
  const dates = likelyNights(input);
  const reason = `${verdict.reason}; ${describeShift(shift, dates, metric)}`;
  return answer({ ...verdict, reason, suspicious: true }, { ...shift, dates });
}

/** Where no part ran on a known host the band does not apply; where no host is told it applies as it is. */
function placedAt({ series, band, point, before }: SeriesInput): PlacedBand {
  if (band === null || point.hosts.length === 0 || !sharesNight(series.definition)) {
    return { band, value: null, newHosts: [], offset: 0, note: '' };
  }
  return placeBand(band, point.hosts, before, series.definition);
}

function noteOf({ newHosts, note }: PlacedBand): string {
  const left = newHosts.length > 0 ? `${newHosts.join(', ')} is new to it and left out` : '';
  return [note, left].filter((part) => part !== '').join('; ');
}
