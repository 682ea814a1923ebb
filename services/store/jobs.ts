import type { JobStore, Leased } from '../core/ports/store-runs.ts';
import type { Database, Sql } from './database.ts';
import { startInExperiment } from './experiment-runs.ts';
import { insertAttempt, insertLease, type Lease } from './leasing.ts';
import { expiredJobs, loseJob } from './lost-jobs.ts';
import { releaseJob } from './released-jobs.ts';
import { findRun } from './run-rows.ts';
import { isUniqueViolation } from './violations.ts';
import { waitingJobs } from './waiting-jobs.ts';

/** Leases over runs and experiments. */
export function jobStore(database: Database): JobStore {
  return {
    async lease(jobId, lease) {
      try {
        return await database.transaction((sql) => take(sql, jobId, lease));
      } catch (error) {
        // Somebody else's row came first: the key of `leases` decides.
        if (isUniqueViolation(error)) return null;
        throw error;
      }
    },
    async extend(jobId, fence, leaseUntil) {
      const [row] = await database.query<{ cancel: boolean }>(
        `update leases set lease_until = $3 where job_id = $1 and fence = $2
         returning exists (select 1 from runs r where (r.id = leases.job_id or r.experiment_id = leases.job_id)
           and r.state = 'running' and r.cancel_requested) as cancel`,
        [jobId, fence, leaseUntil],
      );
      return row ?? null;
    },
    async holder(jobId, fence) {
      const [row] = await database.query<{ platform: string; host: string; workerId: string }>(
        'select platform, host, worker_id as "workerId" from leases where job_id = $1 and fence = $2',
        [jobId, fence],
      );
      return row ?? null;
    },
    release: (jobId, fence, now) => database.transaction((sql) => releaseJob(sql, jobId, fence, now)),
    expired: (now, limit) => expiredJobs(database, now, limit),
    lose: (jobId, now) => database.transaction((sql) => loseJob(sql, jobId, now)),
    waiting: (limit, after) => waitingJobs(database, limit, after),
    startInExperiment: (run, experimentId, fence, now) =>
      database.transaction((sql) => startInExperiment(sql, run, experimentId, fence, now)),
  };
}

/** A job that waits on this platform becomes held; the change of state is the compare-and-set. */
async function take(sql: Sql, jobId: string, lease: Lease): Promise<Leased | null> {
  const [run] = await sql.query<{ attempt: number }>(
    `update runs set state = 'running', attempt = attempt + 1, started_at = $3, host = $4
     where id = $1 and platform = $2 and state = 'queued' returning attempt`,
    [jobId, lease.platform, lease.now, lease.host],
  );
  if (run) {
    await insertAttempt(sql, jobId, run.attempt, lease);
    await insertLease(sql, 'run', jobId, lease);
    return { kind: 'run', jobId, leaseUntil: lease.leaseUntil, run: await findRun(sql, jobId) };
  }
  const [experiment] = await sql.query(
    // The trial of a search stays where it began: two hosts are no pair.
    `update experiments set state = 'running', host = case when trial is null then host else $3 end
     where id = $1 and platform = $2 and state = 'queued' and (host is null or host = $3) returning id`,
    [jobId, lease.platform, lease.host],
  );
  if (!experiment) return null;
  await insertLease(sql, 'experiment', jobId, lease);
  return { kind: 'experiment', jobId, leaseUntil: lease.leaseUntil, run: null };
}
