import { PlumblineError } from '../core/errors.ts';
import { describeBand } from '../core/judge/band-wording.ts';
import { OPEN_STATES } from '../core/judge/incident.ts';
import { isLastOfItsGroup } from '../core/judge/leader.ts';
import { judgeNight, type Notice } from '../core/judge/night.ts';
import type { Experiment } from '../core/model/experiment.ts';
import type { Incident } from '../core/model/incident.ts';
import type { Night } from '../core/model/night.ts';
import { PRIORITY } from '../core/planning/priority.ts';
import type { NewOutboxEntry } from '../core/ports/store-incidents.ts';
import type { CommentValue } from '../core/reporting/comment.ts';
import { closeComment, persistComment } from '../core/reporting/issue.ts';
import { isReportable } from '../core/reporting/reportable.ts';
import { instantOf, type JudgeDeps } from './deps.ts';
import { gatherGroups } from './gather.ts';
import { tellSeen } from './seen.ts';

/** Open incidents of a project that are followed; more than this is a flood that people must look at first. */
const INCIDENTS_MAX = 1000;
/** Nights looked back at: for an incident's age, and for the nights that closed it. */
export const NIGHTS_BACK = 100;

/** Judges every closed night of the project, oldest first. A night that somebody else judged meanwhile counts for them. */
export async function judgeClosedNights(deps: JudgeDeps): Promise<{ judged: number; started: number }> {
  const closed = (await deps.store.nights.inState('closed'))
    .filter((night) => night.project === deps.config.project)
    .sort((a, b) => (a.instant < b.instant ? -1 : 1));
  let judged = 0;
  let started = 0;
  for (const night of closed) {
    try {
      const experiments = await judgeOne(deps, night);
      if (experiments === null) continue;
      judged += 1;
      started += experiments;
    } catch (error) {
      // A person decided an incident while this night was judged: nothing was written, the next step judges it again.
      if (!(error instanceof PlumblineError && error.code === 'CONFLICT')) throw error;
      deps.log.warn('night is judged again at the next step', { night: night.id, why: error.message });
      break;
    }
  }
  return { judged, started };
}

/** Number of experiments started; null when the night was judged by somebody else. */
async function judgeOne(deps: JudgeDeps, night: Night): Promise<number | null> {
  const { store, queue, ids, config, log } = deps;
  const back = (await store.nights.list(config.project, NIGHTS_BACK)).filter(
    (other) => other.state === 'judged' && other.schedule === night.schedule && other.instant < night.instant,
  );
  const incidents = await store.incidents.list({ project: config.project, states: OPEN_STATES }, INCIDENTS_MAX);
  const raised = await raisingNights(deps, incidents);
  const ended = await store.incidents.list({ project: config.project, states: ['resolved'] }, INCIDENTS_MAX);
  const trials = await lastTrials(deps, incidents, raised);
  const now = instantOf(deps);
  const { judgement, notices } = judgeNight({
    night,
    groups: await gatherGroups(deps, night, back),
    incidents,
    ended,
    lastTrial: (incident) => trials.get(incident.id) ?? null,
    rerunShare: config.rerunShare,
    nightsSince: ({ nightId }) => {
      const since = raised.get(nightId) ?? '';
      return since > night.instant ? 0 : 1 + back.filter((other) => other.instant > since).length;
    },
    now,
    ids,
    maxPairs: config.maxPairs,
  });
  const seen = await tellSeen(deps, notices);
  const reported = notices.filter(
    ({ kind, incident }) =>
      kind !== 'confirmed' &&
      isReportable(incident) &&
      (kind === 'recovered'
        ? isLastOfItsGroup(incident, incidents, judgement.changedIncidents)
        : incident.leaderId === null),
  );
  const outbox = [...seen.outbox, ...reported.map((notice) => entryFor(deps, notice, night, back, now))];
  const changedIncidents = judgement.changedIncidents.map((one) => seen.incidents.get(one.id) ?? one);
  if (!(await store.nights.judge(night.id, { ...judgement, changedIncidents, outbox }))) return null;
  log.info('night judged', {
    night: night.id,
    points: judgement.points.length,
    suspicious: judgement.verdicts.filter((verdict) => verdict.suspicious).length,
    incidents: judgement.newIncidents.map(({ id }) => id),
  });
  // Written first, enqueued second: what is lost here is enqueued by the reconciler.
  await queue.enqueueAll(
    judgement.experiments.map(({ id, platform }) => ({ jobId: id, platform, priority: PRIORITY.experiment })),
  );
  return judgement.experiments.length;
}

async function raisingNights({ store }: JudgeDeps, incidents: readonly Incident[]): Promise<Map<string, string>> {
  const instants = new Map<string, string>();
  for (const nightId of new Set(incidents.map((incident) => incident.nightId))) {
    const night = await store.nights.get(nightId);
    if (night) instants.set(nightId, night.instant);
  }
  return instants;
}

/** The last experiment of each suspicion that waits for an answer, made since the night that raised it. */
async function lastTrials(
  { store }: JudgeDeps,
  incidents: readonly Incident[],
  raised: ReadonlyMap<string, string>,
): Promise<Map<string, Experiment>> {
  const trials = new Map<string, Experiment>();
  for (const { id, state, experimentId, nightId } of incidents) {
    if (state !== 'suspected' || experimentId !== null) continue;
    const last = (await store.experiments.ofIncident(id)).filter(({ trial }) => trial === null).at(-1);
    if (last?.state === 'ended' && last.createdAt >= (raised.get(nightId) ?? '')) trials.set(id, last);
  }
  return trials;
}

function entryFor(
  { ids }: JudgeDeps,
  { kind, incident, points }: Notice,
  night: Night,
  back: readonly Night[],
  createdAt: string,
): NewOutboxEntry {
  const clean = [...back.slice(0, incident.cleanNights - 1)].reverse();
  const action =
    kind === 'recovered'
      ? closeComment(incident, { nights: [...clean, night] })
      : persistComment(incident, { night, values: incident.series.flatMap((own) => shownValue(own.seriesId, points)) });
  return { id: ids.next('out'), incidentId: incident.leaderId ?? incident.id, action, createdAt };
}

function shownValue(seriesId: string, points: Notice['points']): CommentValue[] {
  return points
    .filter(({ series }) => series.id === seriesId)
    .map(({ series, point, verdict }) => ({
      metric: series.metric,
      unit: series.definition.unit,
      value: point.value,
      low: verdict.band?.low ?? null,
      high: verdict.band?.high ?? null,
      ...(verdict.band ? { band: describeBand(verdict.band, series.definition) } : {}),
    }));
}
