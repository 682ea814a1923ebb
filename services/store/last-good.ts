import type { Night } from '../core/model/night.ts';
import type { NightStore } from '../core/ports/store-nights.ts';
import type { Sql } from './database.ts';
import { NIGHT_COLUMNS } from './night-columns.ts';
import { findRun } from './run-rows.ts';

/** SQL expressions that name the series in question and the instant before which a night counts. */
interface Cell {
  readonly project: string;
  readonly benchmark: string;
  readonly methodVersion: string;
  readonly platform: string;
  readonly before: string;
  /** Whether what other systems ran does not count; left out: it does not. */
  readonly ownRuns?: string;
}

/**
 * A night is good for a benchmark on a platform when no verdict is suspicious, all are in band or changed within it
 * (series without a band say nothing, but do not speak for the night alone), no incident that stands holds it (from the
 * earliest date of its change on), it is not older than the newest accepted change, and none of its runs is tainted.
 */
export const goodNight = (columns: string, cell: Cell): string => `select ${columns} from nights n
  where n.project = ${cell.project} and n.state = 'judged' and n.instant < ${cell.before}
    and (
      select not bool_or(v.suspicious) and bool_and(v.kind in ('in-band', 'changed', 'no-band'))
        and (not bool_or(v.kind = 'no-band') or bool_or(v.kind = 'in-band'))
      from verdicts v join series s on s.id = v.series_id
      where v.night_id = n.id and s.project = ${cell.project} and s.benchmark = ${cell.benchmark}
        and s.method_version = ${cell.methodVersion} and s.platform = ${cell.platform}
    )
    and not exists (
      select 1 from incidents i where i.project = ${cell.project} and i.benchmark = ${cell.benchmark}
        and i.platform = ${cell.platform} and i.method_version = ${cell.methodVersion} and (
          (i.state not in ('dismissed', 'accepted')
            and (i.night_id = n.id or n.instant >= coalesce((i.dates->>0)::timestamptz, i.opened_at))
            and (i.state <> 'resolved' or n.instant <= i.updated_at))
          or (i.state = 'accepted' and n.instant < coalesce((i.dates->>-1)::timestamptz, i.opened_at))
        )
    )
    and not exists (
      select 1 from runs r where r.night_id = n.id and r.benchmark = ${cell.benchmark}
        and r.platform = ${cell.platform} and r.tainted <> '[]'::jsonb
    )
    and exists (
      select 1 from runs r where r.night_id = n.id and r.benchmark = ${cell.benchmark}
        and r.method_version = ${cell.methodVersion} and r.platform = ${cell.platform} and r.outcome = 'measured'
        and (r.purpose <> 'pushed' or not ${cell.ownRuns ?? 'true'})
    )
  order by n.instant desc, n.id desc limit 1`;

const LAST_GOOD = goodNight(NIGHT_COLUMNS, {
  ...{ project: '$1', benchmark: '$2', methodVersion: '$3', platform: '$4', before: '$5', ownRuns: '$6::boolean' },
});

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
    query.ownRuns ?? false,
  ]);
  if (!night) return null;
  const [measured] = await sql.query<{ id: string }>(
    `select id from runs where night_id = $1 and benchmark = $2 and method_version = $3 and platform = $4
       and outcome = 'measured' and (purpose <> 'pushed' or not $5::boolean) order by sequence limit 1`,
    [night.id, query.benchmark, query.methodVersion, query.platform, query.ownRuns ?? false],
  );
  const run = measured ? await findRun(sql, measured.id) : null;
  return run ? { night, run } : null;
}
