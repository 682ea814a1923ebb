import { PlumblineError } from '../core/errors.ts';
import type { TelemetryBatch, TelemetryRow } from '../core/model/job.ts';
import type { TelemetryPart, TelemetryStore } from '../core/ports/store-telemetry.ts';
import { TELEMETRY_ROWS_MAX } from '../core/telemetry/rate.ts';
import type { Database, Sql } from './database.ts';
import { lockAttempt } from './fences.ts';
import { jsonText } from './text.ts';

/** Stored batches read in one statement; a batch holds at most 1,000 rows, some 300 KB. */
const PAGES_PER_READ = 8;

/** Telemetry of runs. */
export function telemetryStore(database: Database): TelemetryStore {
  return {
    append: (batch) => database.transaction((sql) => append(sql, batch)),
    read: (runId, from, limit) => read(database, runId, from, limit),
  };
}

async function append(sql: Sql, batch: TelemetryBatch): Promise<void> {
  await lockAttempt(sql, batch);
  const { runId, attempt, first, rows } = batch;
  if (rows.length === 0) return;
  const [written] = await sql.query<{ telemetry: number }>(
    `with fresh as (
       insert into run_telemetry (run_id, attempt, start, length, rows) values ($1, $2, $3, $4, $5::jsonb)
       on conflict do nothing returning length
     )
     update attempts a set telemetry = a.telemetry + fresh.length from fresh
     where a.run_id = $1 and a.attempt = $2 returning a.telemetry`,
    [runId, attempt, first, rows.length, jsonText(rows)],
  );
  if (written !== undefined && written.telemetry > TELEMETRY_ROWS_MAX)
    throw new PlumblineError(
      'INPUT_INVALID',
      `run ${runId} has ${written.telemetry} rows; at most ${TELEMETRY_ROWS_MAX}`,
    );
}

async function read(sql: Sql, runId: string, from: number, limit: number): Promise<TelemetryPart> {
  const rows: TelemetryRow[] = [];
  let after = from;
  for (;;) {
    const pages = await sql.query<{ start: number; length: number; rows: TelemetryRow[] }>(
      `select t.start, t.length, t.rows from run_telemetry t join runs r on r.id = t.run_id and r.attempt = t.attempt
       where t.run_id = $1 and t.start + t.length > $2 order by t.start limit ${PAGES_PER_READ}`,
      [runId, after],
    );
    for (const page of pages) {
      const rest = page.rows.slice(Math.max(0, after - page.start));
      const taken = rest.slice(0, limit - rows.length);
      rows.push(...taken);
      after = page.start + page.length - (rest.length - taken.length);
      if (taken.length < rest.length) return { rows, next: after };
    }
    if (pages.length < PAGES_PER_READ) return { rows, next: null };
    if (rows.length >= limit) return { rows, next: after };
  }
}
