import type { StoredBand } from '../core/model/series.ts';
import type { Sql } from './database.ts';
import { BAND_COLUMNS } from './series-columns.ts';
import { jsonText } from './text.ts';

/** Series whose bands are asked for in one statement. */
const SERIES_PER_PAGE = 500;

/** The band in force of each series that has one. */
export async function bandsInForce(sql: Sql, seriesIds: readonly string[]): Promise<ReadonlyMap<string, StoredBand>> {
  const result = new Map<string, StoredBand>();
  for (let at = 0; at < seriesIds.length; at += SERIES_PER_PAGE) {
    const rows = await sql.query<StoredBand>(
      `select ${BAND_COLUMNS} from bands b where b.series_id = any($1::text[]) and not b.retired`,
      [seriesIds.slice(at, at + SERIES_PER_PAGE)],
    );
    for (const band of rows) result.set(band.seriesId, band);
  }
  return result;
}

/** Stores a band in place of the one in force; call it in a transaction. */
export async function putBand(sql: Sql, band: StoredBand): Promise<void> {
  // The series' row is the lock under which one band takes over from another.
  await sql.query('select id from series where id = $1 for update', [band.seriesId]);
  if (!band.retired) {
    await sql.query('update bands set retired = true where series_id = $1 and not retired', [band.seriesId]);
  }
  await sql.query(
    `insert into bands (id, series_id, kind, low, high, centre, deviation, runs, reason, made_at, hosts, offsets, retired)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::jsonb, $13)`,
    [
      band.id,
      band.seriesId,
      band.kind,
      band.low,
      band.high,
      band.centre,
      band.deviation,
      band.runs,
      band.reason,
      band.madeAt,
      jsonText(band.hosts),
      jsonText(band.offsets),
      band.retired,
    ],
  );
}
