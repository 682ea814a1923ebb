import type { Instant } from '../core/model/base.ts';
import type { Sql } from './database.ts';
import { closeAttempt, endRunning } from './experiment-runs.ts';

const DETAIL = 'handed back by its worker';

/** A worker gives a job back unfinished. The attempt keeps its number, but does not count against the run. */
export async function releaseJob(sql: Sql, jobId: string, fence: string, now: Instant): Promise<boolean> {
  const [lease] = await sql.query<{ kind: string }>(
    'delete from leases where job_id = $1 and fence = $2 returning kind',
    [jobId, fence],
  );
  if (!lease) return false;
  if (lease.kind === 'experiment') {
    await endRunning(sql, jobId, { outcome: 'cancelled', detail: DETAIL, now });
    await sql.query("update experiments set state = 'queued' where id = $1 and state = 'running'", [jobId]);
    return true;
  }
  const [run] = await sql.query<{ attempt: number }>(
    // A canary is for one host, now: handed back it is over, and never waits for another host.
    `update runs set
       state = case when cancel_requested or purpose = 'canary' then 'cancelled' else 'queued' end,
       outcome = case when cancel_requested or purpose = 'canary' then 'cancelled' end,
       detail = case when cancel_requested then 'cancelled; ${DETAIL}' when purpose = 'canary' then '${DETAIL}' else '' end,
       ended_at = case when cancel_requested or purpose = 'canary' then $2::timestamptz end,
       started_at = null, host = null
     where id = $1 and state = 'running' returning attempt`,
    [jobId, now],
  );
  if (run) await closeAttempt(sql, jobId, run.attempt, { outcome: null, detail: DETAIL, now });
  return true;
}
