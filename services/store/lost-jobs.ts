import type { Instant } from '../core/model/base.ts';
import { MAX_ATTEMPTS, type Outcome } from '../core/model/run.ts';
import { LEASE_MS } from '../core/planning/lease.ts';
import { PRIORITY } from '../core/planning/priority.ts';
import type { JobStore, WaitingJob } from '../core/ports/store-runs.ts';
import type { Sql } from './database.ts';
import { closeAttempt, endRunning } from './experiment-runs.ts';

/**
 * No lease ends later than this after now, in milliseconds: one that seems to was written before the clock was set back,
 * and would be kept for hours. Some room, since several processes with a clock each write leases.
 */
const LEASE_END_MAX_MS = 10 * LEASE_MS;

const latest = (now: Instant): Instant => new Date(Date.parse(now) + LEASE_END_MAX_MS).toISOString();

/** Jobs whose lease ran out, longest ago first. */
export async function expiredJobs(sql: Sql, now: Instant, limit: number): Promise<WaitingJob[]> {
  return await sql.query<WaitingJob>(
    `select l.kind, l.job_id as "jobId", l.platform, coalesce(r.priority, $3::int) as priority
     from leases l left join runs r on r.id = l.job_id
     where l.lease_until < $1 or l.lease_until > $4 order by l.lease_until, l.job_id limit $2::int`,
    [now, limit, PRIORITY.experiment, latest(now)],
  );
}

/** Takes a job from a holder whose lease ran out; the deletion of the lease is the compare-and-set. */
export async function loseJob(sql: Sql, jobId: string, now: Instant): ReturnType<JobStore['lose']> {
  const [lease] = await sql.query<{ kind: string; host: string; workerId: string }>(
    `delete from leases where job_id = $1 and (lease_until < $2 or lease_until > $3)
     returning kind, host, worker_id as "workerId"`,
    [jobId, now, latest(now)],
  );
  if (!lease) return null;
  const detail = `worker ${lease.workerId} on ${lease.host} stopped reporting`;
  const waiting =
    lease.kind === 'run' ? await loseRun(sql, jobId, detail, now) : await loseExperiment(sql, jobId, detail, now);
  return { waiting };
}

async function loseRun(sql: Sql, runId: string, detail: string, now: Instant): Promise<boolean> {
  const [run] = await sql.query<{ attempt: number; failures: number; cancelRequested: boolean; purpose: string }>(
    `update runs set failures = failures + 1 where id = $1 and state = 'running'
     returning attempt, failures, purpose, cancel_requested as "cancelRequested"`,
    [runId],
  );
  if (!run) return false;
  await closeAttempt(sql, runId, run.attempt, { outcome: 'host-lost', detail, now });
  // A canary is for one host: it never waits for another.
  if (run.failures < MAX_ATTEMPTS && !run.cancelRequested && run.purpose !== 'canary') {
    await sql.query("update runs set state = 'queued', started_at = null, host = null where id = $1", [runId]);
    return true;
  }
  const outcome: Outcome = run.cancelRequested ? 'cancelled' : 'host-lost';
  await sql.query('update runs set state = $2, outcome = $3, detail = $4, ended_at = $5 where id = $1', [
    runId,
    run.cancelRequested ? 'cancelled' : 'ended',
    outcome,
    run.cancelRequested ? `cancelled; ${detail}` : detail,
    now,
  ]);
  return false;
}

/** An experiment goes on with the pairs it has; one that lost its worker MAX_ATTEMPTS times ends undecided. */
async function loseExperiment(sql: Sql, experimentId: string, detail: string, now: Instant): Promise<boolean> {
  await endRunning(sql, experimentId, { outcome: 'host-lost', detail, now });
  const [row] = await sql.query<{ state: string }>(
    `update experiments set losses = losses + 1,
       state = case when losses + 1 < $2::int then 'queued' else 'ended' end,
       reason = case when losses + 1 < $2::int then reason else $3::text end
     where id = $1 and state = 'running' returning state`,
    [experimentId, MAX_ATTEMPTS, `lost its worker ${MAX_ATTEMPTS} times; the last time, ${detail}`],
  );
  return row?.state === 'queued';
}
