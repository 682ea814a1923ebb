import type { HealthStore, SeriesSigns } from '../core/ports/store-health.ts';
import type { Database, Sql } from './database.ts';
import { cellRuns, seriesReruns, suspicionRows } from './judge-counts.ts';

/** Series that are asked for in one statement. */
const SERIES_PER_PAGE = 500;

/** Counts about the judging itself. */
export function healthStore(database: Database): HealthStore {
  return {
    signs: (seriesIds) => signsOf(database, seriesIds),
    suspicions: (project, since, limit) => suspicionRows(database, project, since, limit),
    runs: (project, since) => cellRuns(database, project, since),
    reruns: (project, since) => seriesReruns(database, project, since),
  };
}

/** Two steps into the index of points for each series, not a scan of its history. */
async function signsOf(sql: Sql, seriesIds: readonly string[]): Promise<ReadonlyMap<string, SeriesSigns>> {
  const result = new Map<string, SeriesSigns>();
  for (let at = 0; at < seriesIds.length; at += SERIES_PER_PAGE) {
    const rows = await sql.query<SeriesSigns & { readonly id: string }>(
      `select s.id, first.at as first, valid.at as valid from unnest($1::text[]) as s(id)
       join lateral (select p.at from points p where p.series_id = s.id order by p.at limit 1) first on true
       left join lateral (
         select p.at from points p where p.series_id = s.id and p.value is not null order by p.at desc limit 1
       ) valid on true`,
      [seriesIds.slice(at, at + SERIES_PER_PAGE)],
    );
    for (const { id, ...signs } of rows) result.set(id, signs);
  }
  return result;
}
