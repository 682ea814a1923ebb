import { PlumblineError } from '../core/errors.ts';
import type { Sql } from './database.ts';

/** An attempt as its worker knows it. */
export interface AttemptKey {
  readonly runId: string;
  readonly attempt: number;
  readonly fence: string;
}

/**
 * Locks an attempt that is under way and held with this fence, and gives back its row's counters; LEASE_LOST otherwise.
 * The lease of an experiment's run is the experiment's.
 */
export async function lockAttempt(
  sql: Sql,
  key: AttemptKey,
): Promise<{ readonly logBytes: number; readonly samples: number }> {
  const [row] = await sql.query<{ logBytes: number; samples: number }>(
    `select a.log_bytes as "logBytes", a.samples from attempts a
     join runs r on r.id = a.run_id and r.attempt = a.attempt
     join leases l on l.job_id = coalesce(r.experiment_id, r.id)
     where a.run_id = $1 and a.attempt = $2 and l.fence = $3 and r.state = 'running' for update of a`,
    [key.runId, key.attempt, key.fence],
  );
  if (!row) throw leaseLost(`attempt ${key.attempt} of run ${key.runId}`);
  return row;
}

/** LEASE_LOST, naming the job. */
export function leaseLost(what: string): PlumblineError {
  return new PlumblineError('LEASE_LOST', `${what} is not held with this fence`);
}
