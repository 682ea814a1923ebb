import type { Point } from '../core/model/series.ts';
import type { Sql } from './database.ts';
import { POINT_COLUMNS } from './series-columns.ts';

/** Series whose points are read in one statement. */
const SERIES_PER_PAGE = 500;

/** Newest points of each series with what was thought of them, oldest first. */
export async function recentPoints(
  sql: Sql,
  seriesIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly (Point & { readonly suspicious: boolean })[]>> {
  const result = new Map<string, (Point & { suspicious: boolean })[]>();
  for (let at = 0; at < seriesIds.length; at += SERIES_PER_PAGE) {
    const rows = await sql.query<Point & { suspicious: boolean }>(
      `select newest.*, v.suspicious from unnest($1::text[]) as s(id), lateral (
         select ${POINT_COLUMNS} from points p where p.series_id = s.id
         order by p.at desc, p.night_id desc limit $2::int
       ) newest join verdicts v on v.series_id = newest."seriesId" and v.night_id = newest."nightId"
       order by newest."seriesId", newest.at, newest."nightId"`,
      [seriesIds.slice(at, at + SERIES_PER_PAGE), limit],
    );
    for (const row of rows) result.set(row.seriesId, [...(result.get(row.seriesId) ?? []), row]);
  }
  return result;
}
