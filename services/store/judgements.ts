import { PlumblineError } from '../core/errors.ts';
import type { NightJudgement } from '../core/ports/store-nights.ts';
import type { Sql } from './database.ts';
import { insertExperiments } from './experiments.ts';
import { insertEvents, insertIncidents, replaceIncident } from './incidents.ts';
import { insertRows } from './insert.ts';
import { insertOutbox } from './outbox-rows.ts';
import { refreshSummaries } from './summaries.ts';

/**
 * Writes the judgement of a closed night; call it in a transaction. An incident that somebody changed since it was read
 * (its event names the state it was read in) is CONFLICT: nothing is written, and the night is judged again.
 */
export async function judgeNight(sql: Sql, nightId: string, judgement: NightJudgement): Promise<boolean> {
  const [night] = await sql.query(
    "update nights set state = 'judged' where id = $1 and state = 'closed' returning id",
    [nightId],
  );
  if (!night) return false;
  await insertPoints(sql, judgement);
  await insertIncidents(sql, judgement.newIncidents);
  for (const incident of judgement.changedIncidents) {
    const event = judgement.events.find((candidate) => candidate.incidentId === incident.id);
    if (!(await replaceIncident(sql, incident, event?.from ?? incident.state))) {
      throw new PlumblineError('CONFLICT', `incident ${incident.id} changed while night ${nightId} was judged`);
    }
  }
  await insertEvents(sql, judgement.events);
  await insertExperiments(sql, judgement.experiments);
  await insertOutbox(sql, judgement.outbox);
  await refreshSummaries(
    sql,
    judgement.points.map((point) => point.seriesId),
  );
  return true;
}

async function insertPoints(sql: Sql, judgement: NightJudgement): Promise<void> {
  const points = judgement.points.map((point) => ({
    series_id: point.seriesId,
    night_id: point.nightId,
    at: point.at,
    value: point.value,
    spread: point.spread,
    runs: point.runs,
    planned: point.planned,
    missed: point.missed,
    hosts: point.hosts,
    tainted: point.tainted,
  }));
  const verdicts = judgement.verdicts.map((verdict) => ({
    series_id: verdict.seriesId,
    night_id: verdict.nightId,
    kind: verdict.kind,
    reason: verdict.reason,
    band: verdict.band,
    suspicious: verdict.suspicious,
  }));
  await insertRows(sql, 'points', points);
  await insertRows(sql, 'verdicts', verdicts);
}
