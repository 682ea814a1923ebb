import type { Point, Series, Verdict } from '../core/model/series.ts';
import type { SeriesSummary } from '../core/ports/store.ts';
import type { Sql } from './database.ts';
import { POINT_COLUMNS, SERIES_COLUMNS, VERDICT_COLUMNS } from './series-columns.ts';

/** Nights in a sparkline. */
const RECENT_NIGHTS = 30;
/** Series whose summaries are rewritten, or read, in one statement. */
const SERIES_PER_PAGE = 500;

/** Rewrites the summary rows of series from their points. Nights may be judged in any order: the newest instant counts. */
export async function refreshSummaries(sql: Sql, seriesIds: readonly string[]): Promise<void> {
  const ids = [...new Set(seriesIds)].sort();
  for (let at = 0; at < ids.length; at += SERIES_PER_PAGE) {
    await sql.query(
      `insert into summaries (series_id, night_id, recent)
       select s.id, newest.night_id, newest.recent from unnest($1::text[]) as s(id), lateral (
         select (array_agg(p.night_id order by p.at desc))[1] as night_id, jsonb_agg(p.value order by p.at) as recent
         from (select night_id, at, value from points where series_id = s.id
               order by at desc limit ${RECENT_NIGHTS}) p
       ) newest
       on conflict (series_id) do update set night_id = excluded.night_id, recent = excluded.recent`,
      [ids.slice(at, at + SERIES_PER_PAGE)],
    );
  }
}

/** Summary of every series of a project, by benchmark, platform and metric. */
export async function latestSummaries(sql: Sql, project: string): Promise<SeriesSummary[]> {
  const result: SeriesSummary[] = [];
  let after = '';
  for (;;) {
    const page = await sql.query<Series>(
      `select ${SERIES_COLUMNS} from series s where s.project = $1 and s.id > $2 order by s.id limit ${SERIES_PER_PAGE}`,
      [project, after],
    );
    result.push(...(await summarise(sql, page)));
    if (page.length < SERIES_PER_PAGE) break;
    after = page.at(-1)?.id ?? after;
  }
  return result.sort((a, b) => compare(sortKey(a.series), sortKey(b.series)));
}

async function summarise(sql: Sql, page: readonly Series[]): Promise<SeriesSummary[]> {
  const ids = page.map((series) => series.id);
  const points = await sql.query<Point & { recent: (number | null)[] }>(
    `select ${POINT_COLUMNS}, m.recent from summaries m
     join points p on p.series_id = m.series_id and p.night_id = m.night_id where m.series_id = any($1::text[])`,
    [ids],
  );
  const verdicts = await sql.query<Verdict>(
    `select ${VERDICT_COLUMNS} from summaries m
     join verdicts v on v.series_id = m.series_id and v.night_id = m.night_id where m.series_id = any($1::text[])`,
    [ids],
  );
  const pointOf = new Map(points.map(({ recent, ...point }) => [point.seriesId, { point, recent }]));
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.seriesId, verdict]));
  return page.map((series) => ({
    series,
    point: pointOf.get(series.id)?.point ?? null,
    verdict: verdictOf.get(series.id) ?? null,
    recent: pointOf.get(series.id)?.recent ?? [],
  }));
}

const sortKey = (series: Series): string =>
  [series.benchmark, series.platform, series.metric, String(series.methodVersion).padStart(8, '0')].join('\n');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
