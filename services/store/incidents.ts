import type { Incident, IncidentEvent, IncidentState } from '../core/model/incident.ts';
import type { IncidentStore } from '../core/ports/store-incidents.ts';
import type { Database, Sql } from './database.ts';
import { insertRows } from './insert.ts';
import { insertOutbox } from './outbox-rows.ts';
import { jsonText } from './text.ts';

const SELECT = `select id, project, benchmark, platform, method_version as "methodVersion", state, side,
  opened_at as "openedAt", updated_at as "updatedAt", night_id as "nightId", good_night_id as "goodNightId", dates,
  leader_id as "leaderId", series,
  suspects, experiment_id as "experimentId", search_id as "searchId", cause, clean_nights as "cleanNights", reason from incidents`;

/** Incidents with their history. */
export function incidentStore(database: Database): IncidentStore {
  return {
    async get(id) {
      return (await database.query<Incident>(`${SELECT} where id = $1`, [id]))[0] ?? null;
    },
    list: (filter, limit) =>
      database.query<Incident>(
        `${SELECT} where ($1::text is null or project = $1) and ($2::text is null or benchmark = $2)
           and ($3::text is null or platform = $3) and ($4::text[] is null or state = any($4))
           and ($5::text is null or night_id = $5) and ($6::text is null or leader_id = $6)
         order by opened_at desc, id desc limit $7::int`,
        [
          filter.project ?? null,
          filter.benchmark ?? null,
          filter.platform ?? null,
          filter.states ?? null,
          filter.nightId ?? null,
          filter.leaderId ?? null,
          limit,
        ],
      ),
    change: (incident, from, event, outbox) =>
      database.transaction(async (sql) => {
        if (!(await replaceIncident(sql, incident, from))) return false;
        await insertEvents(sql, [event]);
        await insertOutbox(sql, outbox);
        return true;
      }),
    events: (id) =>
      database.query<IncidentEvent>(
        `select incident_id as "incidentId", at, from_state as "from", to_state as "to", actor, reason
         from incident_events where incident_id = $1 order by id`,
        [id],
      ),
  };
}

/** Writes new incidents; call it in a transaction. */
export async function insertIncidents(sql: Sql, incidents: readonly Incident[]): Promise<void> {
  const rows = incidents.map((incident) => ({
    id: incident.id,
    project: incident.project,
    benchmark: incident.benchmark,
    platform: incident.platform,
    method_version: incident.methodVersion,
    state: incident.state,
    side: incident.side,
    opened_at: incident.openedAt,
    updated_at: incident.updatedAt,
    night_id: incident.nightId,
    good_night_id: incident.goodNightId,
    dates: incident.dates,
    leader_id: incident.leaderId,
    series: incident.series,
    suspects: incident.suspects,
    experiment_id: incident.experimentId,
    clean_nights: incident.cleanNights,
    search_id: incident.searchId,
    cause: incident.cause,
    reason: incident.reason,
  }));
  await insertRows(sql, 'incidents', rows);
}

/** Replaces what may change of an incident that is still in `from`; false when it is not. */
export async function replaceIncident(sql: Sql, incident: Incident, from: IncidentState): Promise<boolean> {
  const [row] = await sql.query(
    `update incidents set state = $3, side = $4, updated_at = $5, good_night_id = $6, series = $7::jsonb,
       suspects = $8::jsonb, experiment_id = $9, clean_nights = $10, reason = $11, dates = $12::jsonb,
       leader_id = $13, night_id = $14, search_id = $15, cause = $16::jsonb
     where id = $1 and state = $2 returning id`,
    [
      incident.id,
      from,
      incident.state,
      incident.side,
      incident.updatedAt,
      incident.goodNightId,
      jsonText(incident.series),
      jsonText(incident.suspects),
      incident.experimentId,
      incident.cleanNights,
      incident.reason,
      jsonText(incident.dates),
      incident.leaderId,
      incident.nightId,
      incident.searchId,
      incident.cause === null ? null : jsonText(incident.cause),
    ],
  );
  return row !== undefined;
}

/** Appends to the history. */
export async function insertEvents(sql: Sql, events: readonly IncidentEvent[]): Promise<void> {
  const rows = events.map(({ incidentId, at, from, to, actor, reason }) => ({
    incident_id: incidentId,
    at,
    from_state: from,
    to_state: to,
    actor,
    reason,
  }));
  await insertRows(sql, 'incident_events', rows);
}
