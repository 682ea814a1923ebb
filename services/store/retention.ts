import type { MaintenanceStore } from '../core/ports/store.ts';
import type { Database, Sql } from './database.ts';

/** Attempts whose data is deleted in one transaction: others get their turn in between. */
const ATTEMPTS_PER_STEP = 100;

/**
 * Deletes logs, samples and telemetry of attempts that ended before the instants, and returns how many attempts lost each.
 * That a log was there stays visible: its length is kept.
 */
export async function retain(
  database: Database,
  limits: Parameters<MaintenanceStore['retain']>[0],
): ReturnType<MaintenanceStore['retain']> {
  const drain = async (step: (sql: Sql) => Promise<number>): Promise<number> => {
    let sum = 0;
    for (;;) {
      const count = await database.transaction(step);
      sum += count;
      if (count < ATTEMPTS_PER_STEP) return sum;
    }
  };
  const logs = await drain((sql) => forget(sql, LOGS, limits.logsBefore));
  const samples = await drain((sql) => forget(sql, SAMPLES, limits.samplesBefore));
  const telemetry = await drain((sql) => forget(sql, TELEMETRY, limits.samplesBefore));
  // PGlite has no process that does this by itself: without it deleted rows keep their space and plans their guesses.
  await database.query('vacuum (analyze)');
  return { logs, samples, telemetry };
}

const LOGS = { table: 'log_pieces', mark: 'log_deleted', size: 'log_bytes' };
const SAMPLES = { table: 'sample_pages', mark: 'samples_deleted', size: 'samples' };
const TELEMETRY = { table: 'run_telemetry', mark: 'telemetry_deleted', size: 'telemetry' };

async function forget(sql: Sql, kind: typeof LOGS, before: string): Promise<number> {
  const rows = await sql.query<{ runId: string; attempt: number }>(
    `update attempts set ${kind.mark} = true where (run_id, attempt) in (
       select run_id, attempt from attempts where ended_at < $1 and not ${kind.mark} and ${kind.size} > 0
       order by ended_at limit ${ATTEMPTS_PER_STEP}) returning run_id as "runId", attempt`,
    [before],
  );
  for (const { runId, attempt } of rows) {
    await sql.query(`delete from ${kind.table} where run_id = $1 and attempt = $2`, [runId, attempt]);
  }
  return rows.length;
}
