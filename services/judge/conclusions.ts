import { concludeExperiment } from '../core/judge/conclude.ts';
import type { JudgedSeries } from '../core/judge/experiment-step.ts';
import type { Experiment, ExperimentRun } from '../core/model/experiment.ts';
import type { Incident } from '../core/model/incident.ts';
import type { IssueAction } from '../core/model/issue.ts';
import { closeComment, openIssue, updateIssue } from '../core/reporting/issue.ts';
import { isReportable } from '../core/reporting/reportable.ts';
import { instantOf, type JudgeDeps } from './deps.ts';
import { issueContext } from './issue-context.ts';

/** Experiments answered in one step; the next step takes the others. */
const EXPERIMENTS_PER_STEP = 50;

/** Answers the experiments that ended. Returns how many; an incident that somebody decided meanwhile is left as it is. */
export async function concludeExperiments(deps: JudgeDeps): Promise<number> {
  const { store, config, log } = deps;
  let concluded = 0;
  for (const experiment of await store.experiments.unanswered(EXPERIMENTS_PER_STEP)) {
    const incident = experiment.incidentId === null ? null : await store.incidents.get(experiment.incidentId);
    if (!incident || incident.project !== config.project) continue;
    const runs = await store.experiments.runs(experiment.id);
    const now = instantOf(deps);
    const series = await judgedSeries(deps, experiment);
    const change = concludeExperiment({ experiment, runs, incident, series, now });
    const action = await issueAction(deps, change.incident, experiment, runs, series);
    const outbox = action ? [{ id: deps.ids.next('out'), incidentId: incident.id, action, createdAt: now }] : [];
    if (!(await store.incidents.change(change.incident, change.from, change.event, outbox))) continue;
    log.info('experiment answered', { experiment: experiment.id, incident: incident.id, state: change.incident.state });
    concluded += 1;
  }
  return concluded;
}

async function judgedSeries({ store }: JudgeDeps, experiment: Experiment): Promise<JudgedSeries[]> {
  const bands = await store.series.bands(experiment.seriesIds);
  const result: JudgedSeries[] = [];
  for (const id of experiment.seriesIds) {
    const series = await store.series.get(id);
    if (series) result.push({ series, band: bands.get(id) ?? null });
  }
  return result;
}

/** The issue is opened when an incident is confirmed, and brought up to date or closed when a repeated experiment answers. */
async function issueAction(
  deps: JudgeDeps,
  incident: Incident,
  experiment: Experiment,
  runs: readonly ExperimentRun[],
  series: readonly JudgedSeries[],
): Promise<IssueAction | null> {
  const begun = (await deps.store.outbox.entries(incident.id)).length > 0;
  if (incident.state === 'dismissed') return begun ? closeComment(incident, { nights: [] }) : null;
  if (incident.state !== 'confirmed' || !(begun || isReportable(incident))) return null;
  const context = await issueContext(deps, incident, experiment, runs, series);
  return begun ? updateIssue(incident, context) : openIssue(incident, context);
}
