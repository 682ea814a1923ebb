import { PlumblineError } from '../core/errors.ts';
import { describeBand } from '../core/judge/band-wording.ts';
import type { JudgedSeries } from '../core/judge/experiment-step.ts';
import { resultOf } from '../core/judge/group.ts';
import { readMetric } from '../core/judge/validity.ts';
import type { Experiment, ExperimentRun } from '../core/model/experiment.ts';
import type { Incident } from '../core/model/incident.ts';
import type { NightRun } from '../core/ports/store-nights.ts';
import type { IssueContext, IssueFailure, IssueRun } from '../core/reporting/issue.ts';
import type { JudgeDeps } from './deps.ts';

/** End of a failed run's log that an issue shows, in bytes. */
const LOG_TAIL_BYTES = 4096;

export type ContextDeps = Pick<JudgeDeps, 'store'> & { readonly config: Pick<JudgeDeps['config'], 'secrets'> };

/** Gathers what an issue tells beside its incident. @param experiment null: further nights confirmed it. */
export async function issueContext(
  deps: ContextDeps,
  incident: Incident,
  experiment: Experiment | null,
  runs: readonly ExperimentRun[],
  series: readonly JudgedSeries[],
): Promise<IssueContext> {
  const { store, config } = deps;
  const night = await store.nights.get(incident.nightId);
  if (!night)
    throw new PlumblineError('INTERNAL', `incident ${incident.id} names night ${incident.nightId}, which is not there`);
  const own = (await store.nights.runs(night.id)).filter(
    ({ run: { pins } }) => pins.benchmark === incident.benchmark && pins.platform === incident.platform,
  );
  const host = runs[0] ? ((await store.runs.get(runs[0].runId))?.host ?? null) : null;
  const metrics = series.map((entry) => entry.series.definition);
  return {
    night,
    goodNight: incident.goodNightId === null ? null : await store.nights.get(incident.goodNightId),
    metrics: new Map(series.map((entry) => [entry.series.id, entry.series.definition])),
    bands: new Map(
      series.flatMap(({ series: { id, definition }, band }) =>
        band ? [[id, describeBand(band, definition)] as const] : [],
      ),
    ),
    runs: [...own.flatMap(nightRun), ...runs.map(({ runId, seed, outcome }) => ({ id: runId, seed, outcome, host }))],
    failure: incident.series.every(({ direction }) => direction === 'invalid')
      ? await failureOf(deps, own, metrics)
      : null,
    experiment: experiment && {
      id: experiment.id,
      host: host ?? 'an unknown host',
      seeds: [...new Set(runs.map(({ seed }) => seed))],
      // Pairs begin with the good side; where the suspicious one was re-run alone first, it does not.
      paired: runs[0]?.arm === 'good',
    },
    pushed: own.some(({ run }) => run.purpose === 'pushed'),
    secrets: config.secrets ?? [],
  };
}

function nightRun({ run }: NightRun): IssueRun[] {
  return run.outcome === null ? [] : [{ id: run.id, seed: run.seed, outcome: run.outcome, host: run.host }];
}

/** The first run that failed by itself in one of the metrics, with the end of its log. */
async function failureOf(
  { store }: ContextDeps,
  runs: readonly NightRun[],
  metrics: readonly JudgedSeries['series']['definition'][],
): Promise<IssueFailure | null> {
  for (const entry of runs) {
    const { run } = entry;
    const found = metrics.map((metric) => readMetric(resultOf(entry), metric)).find(({ kind }) => kind === 'failed');
    if (found?.kind !== 'failed' || run.outcome === null) continue;
    const tail = await store.runs.readLog(run.id, Math.max(0, run.logBytes - LOG_TAIL_BYTES), LOG_TAIL_BYTES);
    return { runId: run.id, outcome: run.outcome, detail: run.detail || found.reason, logTail: tail.text };
  }
  return null;
}
