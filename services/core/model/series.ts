import type { Instant } from './base.ts';
import type { Metric } from './metric.ts';

/** What identifies a series; it is stored under an opaque id. */
export interface SeriesKey {
  readonly project: string;
  readonly benchmark: string;
  readonly methodVersion: number;
  readonly platform: string;
  readonly metric: string;
}

export interface Series extends SeriesKey {
  readonly id: string;
  /** The metric as the manifest declared it when the newest night was planned. */
  readonly definition: Metric;
}

/** Where a band comes from. */
export type BandKind = 'reference' | 'declared' | 'calibrated' | 'learned';

/**
 * Expected interval of a point. For scale `positive` the numbers are in the metric's own unit, but the interval was
 * made on logarithms, so it is not symmetric.
 */
export interface Band {
  readonly kind: BandKind;
  readonly low: number;
  readonly high: number;
  /** Mean (geometric for `positive`) the band is centred on. */
  readonly centre: number;
  /** Standard deviation of single runs on the working scale (logarithms for `positive`), after its floor. */
  readonly deviation: number;
  /** Runs the band was made from. */
  readonly runs: number;
  /** Why it is this wide, for people: "calibrated from 8 runs on this platform, 99.8 % for a mean of 3 seeds". */
  readonly reason: string;
}

export interface StoredBand extends Band {
  readonly id: string;
  readonly seriesId: string;
  readonly madeAt: Instant;
  /** Hosts that its runs ran on, for metrics that feel the host; empty: it holds on every host. */
  readonly hosts: readonly string[];
  /** Offset of other hosts from its level on the working scale, once their first nights have told it; then it stays. */
  readonly offsets: Readonly<Record<string, number>>;
  /** The newest band of a series that is not retired is the one in force. */
  readonly retired: boolean;
}

/** What the runs of one host gave to a point: metrics that feel the host are judged host by host. */
export interface HostPart {
  readonly host: string | null;
  /** Mean over its valid seeds, geometric for `positive`. */
  readonly value: number;
  readonly runs: number;
}

/** A series' value of one night. */
export interface Point {
  readonly seriesId: string;
  readonly nightId: string;
  readonly at: Instant;
  /** Mean over the night's valid seeds, geometric for `positive`; null when no run gave a value. */
  readonly value: number | null;
  /** Sample standard deviation between the seeds on the working scale; 0 for one seed. */
  readonly spread: number;
  /** Valid runs behind the value, and runs that were planned. */
  readonly runs: number;
  readonly planned: number;
  /** Runs that ended well and did not converge; 0 for metrics without reference convergence points. */
  readonly missed: number;
  /** By host, in the order of their names; empty for points that were stored before hosts were. */
  readonly hosts: readonly HostPart[];
  /** Whether a run behind it was disturbed: it enters no baseline. */
  readonly tainted: boolean;
}

export type VerdictKind = 'in-band' | 'below' | 'above' | 'changed' | 'no-band' | 'invalid';

/** Judgement of one point. */
export interface Verdict {
  readonly seriesId: string;
  readonly nightId: string;
  readonly kind: VerdictKind;
  /** One sentence for people, with the number and the band. */
  readonly reason: string;
  readonly band: Band | null;
  /** Whether this verdict calls for confirmation. */
  readonly suspicious: boolean;
}
