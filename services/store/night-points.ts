import type { Point, Series, Verdict } from '../core/model/series.ts';
import type { SeriesPoint } from '../core/ports/store.ts';
import type { Sql } from './database.ts';
import { POINT_COLUMNS, SERIES_COLUMNS, VERDICT_COLUMNS } from './series-columns.ts';

/** Points of one night with their series and verdicts; of the named series alone, where some are named. */
export async function nightPoints(
  sql: Sql,
  nightId: string,
  seriesIds: readonly string[] | null,
): Promise<SeriesPoint[]> {
  const wanted = [nightId, seriesIds];
  const points = await sql.query<Point>(
    `select ${POINT_COLUMNS} from points p
     where p.night_id = $1 and ($2::text[] is null or p.series_id = any($2))`,
    wanted,
  );
  const verdicts = await sql.query<Verdict>(
    `select ${VERDICT_COLUMNS} from verdicts v
     where v.night_id = $1 and ($2::text[] is null or v.series_id = any($2))`,
    wanted,
  );
  const series = await sql.query<Series>(
    `select ${SERIES_COLUMNS} from series s where s.id = any($1::text[])
     order by s.benchmark, s.platform, s.metric, s.method_version`,
    [points.map(({ seriesId }) => seriesId)],
  );
  const pointOf = new Map(points.map((point) => [point.seriesId, point]));
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.seriesId, verdict]));
  return series.flatMap((one) => {
    const [point, verdict] = [pointOf.get(one.id), verdictOf.get(one.id)];
    return point && verdict ? [{ series: one, point: { ...point, verdict } }] : [];
  });
}
