import type { SuspicionRow } from '../core/judge/health/tally.ts';
import type { Instant } from '../core/model/base.ts';
import type { CellRuns } from '../core/ports/store-health.ts';
import type { Sql } from './database.ts';

/** Runs that were really started: what was cancelled while it waited cost nothing. */
const STARTED = 'r.started_at is not null';

export async function suspicionRows(sql: Sql, project: string, since: Instant, limit: number): Promise<SuspicionRow[]> {
  return await sql.query<SuspicionRow>(
    `select i.id as "incidentId", i.state, entry ->> 'seriesId' as "seriesId", entry ->> 'direction' as direction,
       entry -> 'confirmation' ->> 'decision' as decision,
       (entry -> 'confirmation' ->> 'effect')::double precision as effect
     from (
       select id, state, series, opened_at from incidents where project = $1 and opened_at >= $2
       order by opened_at desc, id desc limit $3::int
     ) i, jsonb_array_elements(i.series) as entry
     order by i.opened_at desc, i.id desc, entry ->> 'seriesId'`,
    [project, since, limit],
  );
}

export async function cellRuns(sql: Sql, project: string, since: Instant): Promise<CellRuns[]> {
  return await sql.query<CellRuns>(
    `select r.benchmark, r.method_version as "methodVersion", r.platform, count(*)::int as runs,
       (count(*) filter (where r.purpose = 'experiment'))::int as reruns
     from runs r where r.project = $1 and r.created_at >= $2 and r.purpose <> 'canary' and ${STARTED}
     group by r.benchmark, r.method_version, r.platform order by r.benchmark, r.platform, r.method_version`,
    [project, since],
  );
}

export async function seriesReruns(sql: Sql, project: string, since: Instant): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ seriesId: string; reruns: number }>(
    `select asked.id as "seriesId", count(*)::int as reruns
     from runs r join experiments e on e.id = r.experiment_id, jsonb_array_elements_text(e.series_ids) as asked(id)
     where r.project = $1 and r.created_at >= $2 and ${STARTED} group by asked.id`,
    [project, since],
  );
  return new Map(rows.map(({ seriesId, reruns }) => [seriesId, reruns]));
}
