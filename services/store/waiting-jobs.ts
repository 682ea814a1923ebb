import { PRIORITY } from '../core/planning/priority.ts';
import type { WaitingJob } from '../core/ports/store-runs.ts';
import type { Sql } from './database.ts';

/** Runs and experiments that wait for a worker, oldest first. */
export async function waitingJobs(sql: Sql, limit: number): Promise<WaitingJob[]> {
  return await sql.query<WaitingJob>(
    `select kind, "jobId", platform, priority from (
       (select 'run' as kind, id as "jobId", platform, priority, created_at from runs
        where state = 'queued' order by created_at, id limit $1::int)
       union all
       (select 'experiment', id, platform, $2::int, created_at from experiments
        where state = 'queued' order by created_at, id limit $1::int)
     ) waiting order by created_at, "jobId" limit $1::int`,
    [limit, PRIORITY.experiment],
  );
}
