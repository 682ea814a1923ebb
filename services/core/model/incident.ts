import type { Sample } from '../statistics/sample.ts';
import type { Instant } from './base.ts';
import type { FactorChange } from './factor.ts';
import type { Conclusion } from './search.ts';

export type { FactorChange } from './factor.ts';

export type IncidentState = 'suspected' | 'confirmed' | 'attributed' | 'resolved' | 'dismissed' | 'accepted';

/** Which side a confirmed incident lies on, once its experiment has split it. */
export type IncidentSide = 'unknown' | 'container' | 'host' | 'noise';

/** A suspicion and its life: the series of one benchmark and platform that moved in one night. */
export interface Incident {
  readonly id: string;
  readonly project: string;
  readonly benchmark: string;
  readonly platform: string;
  readonly methodVersion: number;
  readonly state: IncidentState;
  readonly side: IncidentSide;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  /** Night that raised it, and the last good night before it (null: none is known). */
  readonly nightId: string;
  readonly goodNightId: string | null;
  /** Nights on which the change may have come, with 90 % probability, rising; fixed once it is confirmed. */
  readonly dates: readonly Instant[];
  /** Incident that moved together with this one, with the same environment difference, and has the issue; null: it leads. */
  readonly leaderId: string | null;
  readonly series: readonly IncidentSeries[];
  /** The environment difference: suspects until one is proven. */
  readonly suspects: readonly FactorChange[];
  readonly experimentId: string | null;
  /** Nights in a row on which every one of its series was in its band again. */
  readonly cleanNights: number;
  /** Search for its cause, and what that found; null: none has begun, or it has not ended. */
  readonly searchId: string | null;
  readonly cause: Conclusion | null;
  /** One sentence: why the state is what it is. */
  readonly reason: string;
}

/** Which rule saw it: a point outside its band, a shift inside the band, or a slow departure from the accepted level. */
export type SuspicionRule = 'band' | 'shift' | 'creep';

/** What a suspicion rests on: the level before and the nights that left it. Numbers on the metric's working scale. */
export interface Basis {
  readonly rule: SuspicionRule;
  /** Level before, on the host of the suspicious night where the metric feels the host. */
  readonly centre: number;
  /** Offset of that host from the level of the band, which is what tells hosts apart later; 0 where there is none. */
  readonly offset?: number;
  /** Single runs (or nights) before, as distances from `centre`: how many, and their spread. */
  readonly baseline: Sample;
  /** The suspicious runs (or nights), as distances from `centre`. */
  readonly recent: Sample;
  /** Nights since the most likely date of the change, the suspicious one included. */
  readonly nights: number;
  /** Distance of those nights as a standard normal number; 0 where the rule has none. */
  readonly z: number;
}

export interface IncidentSeries {
  readonly seriesId: string;
  readonly metric: string;
  readonly unit: string;
  readonly direction: 'below' | 'above' | 'invalid' | 'changed';
  /** Point of the suspicious night; null when there was none. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Null: nothing is known of the level before, or the runs gave no number. */
  readonly basis: Basis | null;
  /** What the experiment said of this series; null before it ended. */
  readonly confirmation: Confirmation | null;
}

/** Result of a paired confirmation for one series. */
export interface Confirmation {
  readonly decision: 'confirmed' | 'dismissed' | 'undecided';
  /** Geometric mean (or mean, for scales that are not `positive`) of each side's fresh runs; null when that side failed. */
  readonly good: number | null;
  readonly bad: number | null;
  /** Relative change for `positive`, absolute otherwise; null when a side has no value. */
  readonly effect: number | null;
  /** 95 % interval of the effect; null with fewer than two pairs. */
  readonly interval: readonly [number, number] | null;
  readonly pairs: number;
  /** Median of the night and the fresh runs of its environment: what the night counts with once it is dismissed. */
  readonly median: number | null;
  /** Evidence ratio against "no change". */
  readonly evidence: number;
}

/** Days, nights and limits of the state machine live in core/judge; this is its record. */
export interface IncidentEvent {
  readonly incidentId: string;
  readonly at: Instant;
  readonly from: IncidentState | null;
  readonly to: IncidentState;
  readonly actor: string;
  readonly reason: string;
}
