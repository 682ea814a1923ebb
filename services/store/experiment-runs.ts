import { PlumblineError } from '../core/errors.ts';
import type { Instant } from '../core/model/base.ts';
import type { Outcome } from '../core/model/run.ts';
import type { NewRun, Run } from '../core/ports/store-runs.ts';
import type { Sql } from './database.ts';
import { leaseLost } from './fences.ts';
import { findRun, insertRuns } from './run-rows.ts';

/**
 * Starts the next run under the experiment's lease. A step that is asked for twice, because the answer was lost, gets
 * the run that is under way: an experiment has one at a time.
 */
export async function startInExperiment(
  sql: Sql,
  run: NewRun,
  experimentId: string,
  fence: string,
  now: Instant,
): Promise<Run> {
  const [lease] = await sql.query<{ workerId: string; host: string }>(
    'select worker_id as "workerId", host from leases where job_id = $1 and fence = $2 for update',
    [experimentId, fence],
  );
  if (!lease) throw leaseLost(`experiment ${experimentId}`);
  if (run.experiment?.id !== experimentId) {
    throw new PlumblineError('INTERNAL', `run ${run.id} does not belong to experiment ${experimentId}`);
  }
  const [running] = await sql.query<{ id: string }>(
    "select id from runs where experiment_id = $1 and state = 'running'",
    [experimentId],
  );
  if (!running) {
    await insertRuns(sql, [run], { state: 'running', attempt: 1, started_at: now, host: lease.host });
    await sql.query(
      'insert into attempts (run_id, attempt, fence, worker_id, host, started_at) values ($1, 1, $2, $3, $4, $5)',
      [run.id, fence, lease.workerId, lease.host, now],
    );
  }
  const started = await findRun(sql, running?.id ?? run.id);
  if (!started) throw new PlumblineError('INTERNAL', `run ${run.id} was written and is not there`);
  return started;
}

/** Ends the run of an experiment that is under way, when its lease goes: it is never tried again under its id. */
export async function endRunning(
  sql: Sql,
  experimentId: string,
  end: { readonly outcome: Outcome; readonly detail: string; readonly now: Instant },
): Promise<void> {
  const state = end.outcome === 'cancelled' ? 'cancelled' : 'ended';
  const rows = await sql.query<{ id: string; attempt: number }>(
    `update runs set state = $2, outcome = $3, detail = $4, ended_at = $5
     where experiment_id = $1 and state = 'running' returning id, attempt`,
    [experimentId, state, end.outcome, end.detail, end.now],
  );
  for (const { id, attempt } of rows) await closeAttempt(sql, id, attempt, end);
}

/** Closes an attempt without a report; `outcome` null when it was handed back. */
export async function closeAttempt(
  sql: Sql,
  runId: string,
  attempt: number,
  end: { readonly outcome: Outcome | null; readonly detail: string; readonly now: Instant },
): Promise<void> {
  await sql.query('update attempts set ended_at = $3, outcome = $4, detail = $5 where run_id = $1 and attempt = $2', [
    runId,
    attempt,
    end.now,
    end.outcome,
    end.detail,
  ]);
}
