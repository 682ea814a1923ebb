import { PRIORITY } from '../core/planning/priority.ts';
import type { WaitingJob } from '../core/ports/store-runs.ts';
import type { Sql } from './database.ts';

/** Runs and experiments that wait for a worker, oldest first; `after`: those behind the job of that id. */
export async function waitingJobs(sql: Sql, limit: number, after?: string): Promise<WaitingJob[]> {
  const behind = '($3::text is null or (created_at, id) > (select created_at, id from mark))';
  return await sql.query<WaitingJob>(
    `with mark as (
       select created_at, id from runs where id = $3::text
       union all
       select created_at, id from experiments where id = $3::text
     )
     select kind, "jobId", platform, priority from (
       (select 'run' as kind, id as "jobId", platform, priority, created_at from runs
        where state = 'queued' and ${behind} order by created_at, id limit $1::int)
       union all
       (select 'experiment', id, platform, $2::int, created_at from experiments
        where state = 'queued' and ${behind} order by created_at, id limit $1::int)
     ) waiting order by created_at, "jobId" limit $1::int`,
    [limit, PRIORITY.experiment, after ?? null],
  );
}
