import { PlumblineError } from '../errors.ts';
import type { Band, VerdictKind } from '../model/series.ts';
import { type Convergence, convergence } from '../statistics/convergence/convergence.ts';
import { type FailureCount, type FailureFinding, failureFinding } from '../statistics/convergence/failure.ts';
import { FAILURE_HISTORY_MIN, FAILURES_COMMON } from '../statistics/convergence/settings.ts';
import {
  type ConvergenceMetric,
  type ConvergenceReference,
  convergenceBand,
  convergenceReference,
} from './convergence-reference.ts';
import type { ConvergenceRun } from './convergence-run.ts';
import { counted, formatNumber, withUnit } from './wording.ts';

/** A verdict on how fast a night's runs converged; the caller adds the series and the night. */
export interface ConvergenceJudgement {
  readonly kind: Extract<VerdictKind, 'in-band' | 'below' | 'above' | 'invalid'>;
  /** One sentence for people, with the numbers. */
  readonly reason: string;
  /** Olympic means that the reference explains; null where it says nothing. */
  readonly band: Band | null;
  readonly suspicious: boolean;
}

/** The runs of a night, sorted by what they say. */
interface Night {
  /** Values; null: did not converge. */
  readonly values: readonly (number | null)[];
  readonly failed: readonly string[];
  readonly absent: readonly string[];
}

/**
 * Judges a night's runs by the metric's reference convergence points (statistics/convergence): too slow is `above`, a
 * regression; too fast is `below`, which is suspicious too. Runs that did not converge rank slowest up to the number that
 * the rule allows. More of them are `invalid`, and suspicious unless the series' own history brings as many in more than
 * one night of twenty: a benchmark that fails one time in three is not suspected for failing again. Fewer are a finding
 * too where the history hardly ever brings them (statistics/convergence/failure.ts).
 *
 * All runs are fresh ones of one night: an earlier night's runs with the same seeds would say the same again, and would
 * hide a change behind the time before it.
 *
 * @param history runs of earlier accepted nights, and how many of them did not converge.
 */
export function convergenceVerdict(
  metric: ConvergenceMetric,
  runs: readonly ConvergenceRun[],
  history: FailureCount,
): ConvergenceJudgement {
  const night = sorted(runs);
  const reference = referenceOf(metric);
  if (typeof reference === 'string') return invalid(`${metric.name} cannot be judged: ${reference}`, null, false);
  const { values, failed } = night;
  const rate = failureFinding(
    history,
    values.map((value) => value === null),
  );
  const band = values.length > 0 ? convergenceBand(metric, reference, values.length) : null;
  if (values.length <= 2 * reference.rule.dropped) {
    const reason = `${metric.name} was not judged: an olympic mean needs more than ${counted(2 * reference.rule.dropped, 'run')}, ${counted(values.length, 'run')} counted${notes(night, rate, history)}`;
    return invalid(reason, band, failed.length > 0 || rate.finding);
  }
  const result = convergence(values, reference.point, reference.rule, reference.alpha);
  const reason = `${sentence(metric, reference, result, values.length)}${notes(night, rate, history)}`;
  if (result.verdict === 'too-slow') return { kind: 'above', reason, band, suspicious: true };
  if (result.verdict === 'too-fast') return { kind: 'below', reason, band, suspicious: true };
  const tooMany = result.verdict === 'not-converged';
  const usual = history.runs >= FAILURE_HISTORY_MIN && rate.chance > FAILURES_COMMON;
  const suspicious = failed.length > 0 || rate.finding || (tooMany && !usual);
  if (suspicious || tooMany) return invalid(reason, band, suspicious);
  return { kind: 'in-band', reason, band, suspicious: false };
}

function sorted(runs: readonly ConvergenceRun[]): Night {
  return {
    values: runs.flatMap((run) => (run.kind === 'measured' ? [run.value] : run.kind === 'not-converged' ? [null] : [])),
    failed: runs.flatMap((run) => (run.kind === 'failed' ? [run.reason] : [])),
    absent: runs.flatMap((run) => (run.kind === 'absent' ? [run.reason] : [])),
  };
}

/** The reference, or why there is none: a manifest that `catalog check` would refuse must not stop a night. */
function referenceOf(metric: ConvergenceMetric): ConvergenceReference | string {
  try {
    return convergenceReference(metric.convergence);
  } catch (error) {
    if (error instanceof PlumblineError && error.code === 'INPUT_INVALID') return error.message;
    throw error;
  }
}

function sentence(
  metric: ConvergenceMetric,
  { rule }: ConvergenceReference,
  { verdict, mean, low, high }: Convergence,
  runs: number,
): string {
  if (mean === null) {
    const allowed = Math.min(rule.notConverging, rule.dropped);
    return `${metric.name} was not judged: more runs did not converge than the ${allowed} of ${runs} that may`;
  }
  const place = { 'too-slow': 'slower than', 'too-fast': 'faster than', 'in-band': 'inside' }[verdict as 'in-band'];
  const range = `${formatNumber(Math.max(0, low))} to ${withUnit(high, metric.unit)}`;
  return `${metric.name} is ${withUnit(mean, metric.unit)}, the olympic mean of ${counted(runs, 'run')}, ${place} what the reference explains, ${range}`;
}

function notes({ values, failed, absent }: Night, rate: FailureFinding, history: FailureCount): string {
  const missed = values.filter((value) => value === null).length;
  const parts: string[] = [];
  if (missed > 0)
    parts.push(`${missed} did not converge, after ${history.failed} of ${counted(history.runs, 'earlier run')}`);
  if (rate.chance < FAILURES_COMMON) parts.push(`the chance of that is ${formatNumber(100 * rate.chance)} %`);
  if (rate.reason === 'in-a-row') parts.push('the last two in a row');
  if (failed.length > 0) parts.push(`${failed.length} failed: ${[...new Set(failed)].join(', ')}`);
  if (absent.length > 0) parts.push(`${absent.length} gave nothing: ${[...new Set(absent)].join(', ')}`);
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}

function invalid(reason: string, band: Band | null, suspicious: boolean): ConvergenceJudgement {
  return { kind: 'invalid', reason, band, suspicious };
}
