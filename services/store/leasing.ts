import type { JobStore, Leased } from '../core/ports/store-runs.ts';
import type { Sql } from './database.ts';

/** Who holds a job, and until when. */
export type Lease = Parameters<JobStore['lease']>[1];

/** Writes an attempt that starts now. */
export async function insertAttempt(sql: Sql, runId: string, attempt: number, lease: Lease): Promise<void> {
  await sql.query(
    'insert into attempts (run_id, attempt, fence, worker_id, host, started_at) values ($1, $2, $3, $4, $5, $6)',
    [runId, attempt, lease.fence, lease.workerId, lease.host, lease.now],
  );
}

/** Writes a lease; a unique violation when somebody else has the job. */
export async function insertLease(sql: Sql, kind: Leased['kind'], jobId: string, lease: Lease): Promise<void> {
  await sql.query(
    `insert into leases (job_id, kind, fence, worker_id, host, platform, lease_until)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [jobId, kind, lease.fence, lease.workerId, lease.host, lease.platform, lease.leaseUntil],
  );
}
