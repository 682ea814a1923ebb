import type { Night } from '../core/model/night.ts';
import type { NightStore } from '../core/ports/store-nights.ts';
import type { Sql } from './database.ts';
import { NIGHT_COLUMNS } from './night-columns.ts';
import { findRun } from './run-rows.ts';

/**
 * A night is good for a benchmark on a platform when no verdict is suspicious, all are in band or changed within it
 * (series without a band say nothing, but do not speak for the night alone), no incident that stands holds it (from the
 * earliest date of its change on), it is not older than the newest accepted change, and none of its runs is tainted.
 */
const LAST_GOOD = `select ${NIGHT_COLUMNS} from nights n
  where n.project = $1 and n.state = 'judged' and n.instant < $5
    and (
      select not bool_or(v.suspicious) and bool_and(v.kind in ('in-band', 'changed', 'no-band'))
        and (not bool_or(v.kind = 'no-band') or bool_or(v.kind = 'in-band'))
      from verdicts v join series s on s.id = v.series_id
      where v.night_id = n.id and s.project = $1 and s.benchmark = $2 and s.method_version = $3 and s.platform = $4
    )
    and not exists (
      select 1 from incidents i where i.project = $1 and i.benchmark = $2 and i.platform = $4
        and i.method_version = $3 and (
          (i.state not in ('dismissed', 'accepted')
            and (i.night_id = n.id or n.instant >= coalesce((i.dates->>0)::timestamptz, i.opened_at))
            and (i.state <> 'resolved' or n.instant <= i.updated_at))
          or (i.state = 'accepted' and n.instant < coalesce((i.dates->>-1)::timestamptz, i.opened_at))
        )
    )
    and not exists (
      select 1 from runs r where r.night_id = n.id and r.benchmark = $2 and r.platform = $4 and r.tainted <> '[]'::jsonb
    )
    and exists (
      select 1 from runs r where r.night_id = n.id and r.benchmark = $2 and r.method_version = $3 and r.platform = $4
        and r.outcome = 'measured'
    )
  order by n.instant desc, n.id desc limit 1`;

/** See NightStore.lastGood. */
export async function lastGoodNight(
  sql: Sql,
  query: Parameters<NightStore['lastGood']>[0],
): ReturnType<NightStore['lastGood']> {
  const [night] = await sql.query<Night>(LAST_GOOD, [
    query.project,
    query.benchmark,
    query.methodVersion,
    query.platform,
    query.before,
  ]);
  if (!night) return null;
  const [measured] = await sql.query<{ id: string }>(
    `select id from runs where night_id = $1 and benchmark = $2 and method_version = $3 and platform = $4
       and outcome = 'measured' order by sequence limit 1`,
    [night.id, query.benchmark, query.methodVersion, query.platform],
  );
  const run = measured ? await findRun(sql, measured.id) : null;
  return run ? { night, run } : null;
}
