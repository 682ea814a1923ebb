import { quoteProblems } from '../formats/quote.ts';
import { MAX_DETAIL_CHARACTERS, reduceRun } from '../formats/reduce.ts';
import type { Metric } from '../model/metric.ts';
import { PUSHED_SAMPLES_MAX, type PushedResult } from '../model/pushed.ts';
import type { ReadLog } from './log.ts';
import { sampleOf } from './measured.ts';

/** What a log does not say of itself. */
export type LogFacts = Omit<
  PushedResult,
  'schemaVersion' | 'outcome' | 'measurements' | 'samples' | 'log' | 'logDropped' | 'detail'
>;

/**
 * The result that a log and what is known beside it make. More samples than a result may hold are reduced here, where the
 * whole log was read. A run that says of itself that it did not succeed did not converge, whatever it logged.
 */
export function resultOfLog(read: ReadLog, facts: LogFacts, metrics: readonly Metric[]): PushedResult {
  const { exitCode = 0 } = facts;
  const open = new Set(read.gaveUp ? metrics.flatMap(({ name, convergence }) => (convergence ? [name] : [])) : []);
  const samples = read.samples.filter(({ metric }) => !open.has(metric));
  const base: PushedResult = {
    schemaVersion: 1,
    ...facts,
    outcome: exitCode === 0 || exitCode === null ? 'measured' : 'exit-nonzero',
    ...detailOf(read),
    ...(read.text === '' ? {} : { log: read.text }),
    ...(read.dropped === 0 ? {} : { logDropped: read.dropped }),
  };
  if (samples.length <= PUSHED_SAMPLES_MAX) return { ...base, samples };
  const asRead = samples.map((sample, at) => sampleOf({ ...sample, line: sample.line ?? at + 1 }));
  const { outcome, detail, measurements } = reduceRun(metrics, asRead, read.problems, read.gaveUp);
  if (base.outcome !== 'measured') return base;
  return { ...base, outcome, ...(detail === '' ? {} : { detail }), measurements };
}

function detailOf({ problems }: ReadLog): { readonly detail?: string } {
  if (problems.length === 0) return {};
  return { detail: quoteProblems(problems).join('; ').slice(0, MAX_DETAIL_CHARACTERS) };
}
