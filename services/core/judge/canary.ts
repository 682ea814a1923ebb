import type { Metric } from '../model/metric.ts';
import type { Measurement, Outcome } from '../model/run.ts';
import type { Band } from '../model/series.ts';
import { predictionBand, sharesNight } from '../statistics/band.ts';
import { mean } from '../statistics/moments.ts';
import { BAND_RUNS_MIN } from './thresholds.ts';
import { readMetric } from './validity.ts';
import { formatNumber, withUnit } from './wording.ts';

/** Accepted canaries that a host is judged against, the newest: a month of nights. */
export const CANARY_HISTORY_MAX = 30;
/** Share of canaries left out by their band when nothing is wrong, both sides together; two in a row make a decision. */
export const CANARY_ALPHA = 0.01;
/**
 * Least slowdown that is held against a host. Runs of one image on shared two-core machines differ by up to ±10 % (A/A),
 * and what is smaller than this the pairs of an experiment take out: they run on one host.
 */
export const CANARY_SLOWER_MIN = 0.1;

/** The end of a canary, as far as it says something of its host. */
export interface CanaryRun {
  readonly outcome: Outcome;
  readonly detail: string;
  readonly measurements: readonly Measurement[];
  readonly tainted: readonly string[];
}

/**
 * `learning`: fewer accepted canaries than a band needs. `failed`: it could not be run, and that says nothing of how
 * fast the host is. `out`: worse than the host's own band.
 */
export type CanaryKind = 'learning' | 'clean' | 'out' | 'failed';

/** What one canary says of its host. */
export interface CanaryVerdict {
  readonly kind: CanaryKind;
  /** Whether its values may be part of later bands: none out of its band is, nor one of a disturbed run. */
  readonly accepted: boolean;
  /** The metric that is out, the worst of several. */
  readonly metric: string | null;
  /** How far its value is from the centre of its band: relative for `positive` (−0.3 = 30 % below), else in its unit. */
  readonly change: number | null;
  /** One sentence for people. */
  readonly reason: string;
}

/**
 * Judges a canary by the host's own accepted ones. Only worse counts; faster is noted and does not enter the history.
 *
 * @param history measurements of the host's accepted canaries of the same image, oldest first.
 */
export function judgeCanary(
  run: CanaryRun,
  metrics: readonly Metric[],
  history: readonly (readonly Measurement[])[],
): CanaryVerdict {
  const none = { metric: null, change: null } as const;
  const known = history.length >= BAND_RUNS_MIN;
  const found: Found[] = [];
  for (const metric of metrics) {
    const read = readMetric(run, metric);
    if (read.kind === 'measured') {
      found.push(compare(metric, read.value, history));
      continue;
    }
    // The same image ran here before: when it breaks, it is the machine that changed.
    const broken = read.kind === 'failed' && known;
    return { kind: broken ? 'out' : 'failed', accepted: false, ...none, reason: read.reason };
  }
  const disturbed = run.tainted.length === 0 ? '' : `; disturbed: ${run.tainted.join('; ')}`;
  const worst = found.filter(({ way }) => way === 'worse').sort((one, other) => other.size - one.size)[0];
  if (worst !== undefined) {
    const { metric, change } = worst;
    return { kind: 'out', accepted: false, metric, change, reason: `${worst.words}${disturbed}` };
  }
  const clean = run.tainted.length === 0;
  if (!known) {
    const so = `${history.length} of ${BAND_RUNS_MIN} accepted canaries before this one`;
    return { kind: 'learning', accepted: clean, ...none, reason: `learning: ${so}${disturbed}` };
  }
  const better = found.filter(({ way }) => way === 'better').map(({ words }) => words);
  const accepted = clean && found.every(({ inBand }) => inBand);
  return { kind: 'clean', accepted, ...none, reason: `${['clean', ...better].join('; ')}${disturbed}` };
}

interface Found {
  readonly metric: string;
  readonly way: 'worse' | 'better' | 'same';
  readonly inBand: boolean;
  readonly change: number;
  /** Distance from the centre in widths of the band: for ranking alone, so that no unit weighs more. */
  readonly size: number;
  readonly words: string;
}

/** One value against the band of its metric; `same` while there is none. */
function compare(metric: Metric, value: number, history: readonly (readonly Measurement[])[]): Found {
  const before = history.flatMap((run) => run.filter((one) => one.metric === metric.name).map((one) => one.value));
  const same = { metric: metric.name, way: 'same', inBand: true, change: 0, size: 0, words: '' } as const;
  if (before.length < BAND_RUNS_MIN) return same;
  const band = bandOf(before.slice(-CANARY_HISTORY_MAX), metric);
  if (value >= band.low && value <= band.high) return same;
  const change = metric.scale === 'positive' ? value / band.centre - 1 : value - band.centre;
  const upIsBetter = metric.direction === 'higher';
  const better = metric.direction !== 'none' && change > 0 === upIsBetter;
  const far = !sharesNight(metric) || metric.scale !== 'positive' || tooSlow(value, band, upIsBetter);
  const way = better ? 'better' : far || metric.direction === 'none' ? 'worse' : 'same';
  const size = Math.abs(value - band.centre) / (band.high - band.low);
  return { metric: metric.name, way, inBand: false, change, size, words: told(metric, value, band) };
}

/** A fixed workload gives the same results every time, so what it computes must be what it was; its speed has a spread. */
function bandOf(values: readonly number[], metric: Metric): Pick<Band, 'low' | 'high' | 'centre' | 'runs'> {
  if (sharesNight(metric)) return predictionBand(values, metric, 1, 'learned', CANARY_ALPHA);
  return { low: Math.min(...values), high: Math.max(...values), centre: mean(values), runs: values.length };
}

/** Whether a value of a `positive` metric is at least the least slowdown away, whichever way is worse. */
function tooSlow(value: number, { centre }: Pick<Band, 'centre'>, upIsBetter: boolean): boolean {
  const share = upIsBetter ? value / centre : centre / value;
  return share <= 1 - CANARY_SLOWER_MIN;
}

/** "compute 71.2 Mflop/s is 29 % below this host's 100 Mflop/s (its band 92 to 109, from 12 canaries)". */
function told(metric: Metric, value: number, { centre, low, high, runs }: ReturnType<typeof bandOf>): string {
  const distance = Math.abs(metric.scale === 'positive' ? 100 * (value / centre - 1) : value - centre);
  const size = `${formatNumber(Number(distance.toPrecision(2)))}${metric.scale === 'positive' ? ' %' : ''}`;
  const level = `this host's ${withUnit(centre, metric.unit)}`;
  const band = `its band ${formatNumber(low)} to ${formatNumber(high)}, from ${runs} canaries`;
  return `${metric.name} ${withUnit(value, metric.unit)} is ${size} ${value < centre ? 'below' : 'above'} ${level} (${band})`;
}
