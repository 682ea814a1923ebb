import { binomialTail, exactInterval } from '../../statistics/binomial.ts';
import { RERUN_SHARE } from '../thresholds.ts';
import { formatNumber } from '../wording.ts';
import type { Tally } from './tally.ts';

/** Chance below which confirmed changes that go one way are no coincidence. */
export const ONE_SIDED_P = 0.01;
/** Suspicions below which the share of re-runs says nothing: a night may always confirm a few. */
export const RERUN_SUSPICIONS_MIN = 10;

/** Runs that ended or are under way, and those of them that were spent on confirming. */
export interface Spent {
  readonly runs: number;
  readonly reruns: number;
}

/** How well the judging itself does; shares are 0..1, null where there is nothing to divide by. */
export interface HealthFigures extends Tally, Spent {
  readonly suspicions: number;
  /** Share of the answered suspicions that were not real, with its exact 95 % interval. */
  readonly falseAlarms: { readonly share: number; readonly low: number; readonly high: number } | null;
  readonly rerunsPerSuspicion: number | null;
  readonly rerunShare: number | null;
  /** Chance of changes this one-sided if both ways were as likely. */
  readonly oneSidedP: number;
  /** What somebody should look into, one sentence each. */
  readonly alarms: readonly string[];
}

/** Figures of a series or of a service over a stretch of time. */
export function healthFigures(tally: Tally, spent: Spent): HealthFigures {
  const { confirmed, dismissed, open, worse, better } = tally;
  const suspicions = confirmed + dismissed + open;
  const answered = confirmed + dismissed;
  const figures = {
    ...tally,
    ...spent,
    suspicions,
    falseAlarms: answered === 0 ? null : { share: dismissed / answered, ...exactInterval(dismissed, answered) },
    rerunsPerSuspicion: suspicions === 0 ? null : spent.reruns / suspicions,
    rerunShare: spent.runs === 0 ? null : spent.reruns / spent.runs,
    oneSidedP: oneSidedChance(worse, better),
  };
  return { ...figures, alarms: alarmsOf(figures) };
}

/**
 * Two-sided binomial test against ½. Noise goes both ways, so a process that makes alarms up by itself (a baseline that
 * drifts, a warm-up that is measured) betrays itself by its one direction. Seven changes all one way are still no alarm.
 */
export function oneSidedChance(worse: number, better: number): number {
  return Math.min(1, 2 * binomialTail(Math.max(worse, better), worse + better, 0.5));
}

function alarmsOf({ worse, better, oneSidedP, rerunShare, suspicions }: Omit<HealthFigures, 'alarms'>): string[] {
  const alarms: string[] = [];
  if (oneSidedP < ONE_SIDED_P) {
    const [most, what] = worse > better ? [worse, 'regressions'] : [better, 'improvements'];
    alarms.push(
      `${most} of ${worse + better} confirmed changes are ${what} (p = ${formatNumber(Number(oneSidedP.toPrecision(2)))}): ` +
        'real changes go both ways in the long run, a process that makes them up has one direction',
    );
  }
  if (rerunShare !== null && rerunShare > RERUN_SHARE && suspicions >= RERUN_SUSPICIONS_MIN) {
    alarms.push(
      `re-runs were ${Math.round(100 * rerunShare)} % of all runs, above their budget of ${100 * RERUN_SHARE} %`,
    );
  }
  return alarms;
}
