import { PlumblineError } from '../core/errors.ts';
import type { Metric } from '../core/model/metric.ts';
import type { Point, Series, SeriesKey, StoredBand, Verdict } from '../core/model/series.ts';
import type { SeriesStore } from '../core/ports/store.ts';
import { bandsInForce, putBand } from './bands.ts';
import type { Database, Sql } from './database.ts';
import { nightPoints } from './night-points.ts';
import { ensureProjects } from './projects.ts';
import { recentPoints } from './recent.ts';
import { BAND_COLUMNS, POINT_COLUMNS, SERIES_COLUMNS, VERDICT_COLUMNS } from './series-columns.ts';
import { latestSummaries } from './summaries.ts';
import { jsonText } from './text.ts';

/** Series, their bands, their points and the summary rows over them. */
export function seriesStore(database: Database): SeriesStore {
  return {
    ensure: (key, definition, newId) => database.transaction((sql) => ensure(sql, key, definition, newId)),
    async get(seriesId) {
      const rows = await database.query<Series>(`select ${SERIES_COLUMNS} from series s where s.id = $1`, [seriesId]);
      return rows[0] ?? null;
    },
    list: (project, filter = {}) =>
      database.query<Series>(
        `select ${SERIES_COLUMNS} from series s where s.project = $1
           and ($2::text is null or s.benchmark = $2) and ($3::text is null or s.platform = $3)
         order by s.benchmark, s.platform, s.metric, s.method_version`,
        [project, filter.benchmark ?? null, filter.platform ?? null],
      ),
    bands: (seriesIds) => bandsInForce(database, seriesIds),
    putBand: (band) => database.transaction((sql) => putBand(sql, band)),
    bandHistory: (seriesId) =>
      database.query<StoredBand>(
        `select ${BAND_COLUMNS} from bands b where b.series_id = $1 order by b.made_at desc, b.id desc`,
        [seriesId],
      ),
    points: (seriesId, limit) => points(database, seriesId, limit),
    recent: (seriesIds, limit) => recentPoints(database, seriesIds, limit),
    ofNight: (nightId, seriesIds) => nightPoints(database, nightId, seriesIds ?? null),
    latest: (project) => latestSummaries(database, project),
  };
}

async function ensure(sql: Sql, key: SeriesKey, definition: Metric, newId: string): Promise<Series> {
  await ensureProjects(sql, [key.project]);
  const values = [key.project, key.benchmark, key.methodVersion, key.platform, key.metric];
  await sql.query(
    `insert into series as s (project, benchmark, method_version, platform, metric, definition, id)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7)
     on conflict (project, benchmark, method_version, platform, metric) do update set definition = excluded.definition
     where s.definition <> excluded.definition`,
    [...values, jsonText(definition), newId],
  );
  const [series] = await sql.query<Series>(
    `select ${SERIES_COLUMNS} from series s
     where s.project = $1 and s.benchmark = $2 and s.method_version = $3 and s.platform = $4 and s.metric = $5`,
    values,
  );
  if (!series) throw new PlumblineError('INTERNAL', `series ${newId} was written and is not there`);
  return series;
}

async function points(
  sql: Sql,
  seriesId: string,
  limit: number,
): Promise<readonly (Point & { readonly verdict: Verdict })[]> {
  const found = await sql.query<Point>(
    `select ${POINT_COLUMNS} from points p where p.series_id = $1 order by p.at desc, p.night_id desc limit $2::int`,
    [seriesId, limit],
  );
  const verdicts = await sql.query<Verdict>(
    `select ${VERDICT_COLUMNS} from verdicts v where v.series_id = $1 and v.night_id = any($2::text[])`,
    [seriesId, found.map((point) => point.nightId)],
  );
  const byNight = new Map(verdicts.map((verdict) => [verdict.nightId, verdict]));
  return found.flatMap((point) => {
    const verdict = byNight.get(point.nightId);
    return verdict ? [{ ...point, verdict }] : [];
  });
}
