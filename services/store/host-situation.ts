import type { CanaryKind } from '../core/judge/canary.ts';
import type { Instant } from '../core/model/base.ts';
import type { HostSituation } from '../core/planning/canary-turn.ts';
import type { Sql } from './database.ts';

interface SituationRow extends Omit<HostSituation, 'last'> {
  readonly lastAt: Instant | null;
  readonly lastVerdict: CanaryKind | null;
}

/**
 * How a host stands, in one statement of index look-ups: it is asked at every claim. A canary that was handed back did
 * not happen; one from before a person's release says nothing any more.
 */
export async function readSituation(sql: Sql, host: string, platform: string): Promise<HostSituation> {
  const [row] = await sql.query<SituationRow>(
    `select h.quarantined_at is not null as quarantined, r.created_at as "lastAt",
       case when h.canary_from is null or c.at >= h.canary_from then c.verdict end as "lastVerdict",
       coalesce(r.state = 'running', false) as "canaryRuns",
       exists (select 1 from leases l where l.host = $1 and l.platform = $2) as busy,
       (select max(n.planned_at) from nights n where n.state = 'open' and exists (
         select 1 from runs w where w.night_id = n.id and w.platform = $2 and w.state = 'queued')) as night,
       (exists (select 1 from runs w where w.state = 'queued' and w.platform = $2 and w.purpose <> 'manual')
         or exists (select 1 from experiments e where e.state = 'queued' and e.platform = $2)) as work,
       exists (select 1 from runs w where w.state = 'queued' and w.platform = $2 and w.purpose = 'manual') as person
     from (select 1) one
     left join hosts h on h.host = $1 and h.platform = $2
     left join lateral (
       select id, created_at, state from runs
       where purpose = 'canary' and host = $1 and platform = $2 and state in ('running', 'ended')
       order by created_at desc, id desc limit 1
     ) r on true
     left join canaries c on c.run_id = r.id`,
    [host, platform],
  );
  const { lastAt, lastVerdict, ...rest } = row as SituationRow;
  return { ...rest, last: lastAt === null ? null : { at: lastAt, verdict: lastVerdict } };
}
