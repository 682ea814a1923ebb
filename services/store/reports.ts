import { PlumblineError } from '../core/errors.ts';
import type { Instant } from '../core/model/base.ts';
import type { RunReport } from '../core/model/job.ts';
import { isInfrastructure, MAX_ATTEMPTS } from '../core/model/run.ts';
import type { RunStore } from '../core/ports/store-runs.ts';
import type { Sql } from './database.ts';
import { putEnvironment } from './environments.ts';
import { leaseLost } from './fences.ts';
import { insertRows } from './insert.ts';
import { jsonText } from './text.ts';

type Answer = Awaited<ReturnType<RunStore['report']>>;

interface Current {
  readonly state: string;
  readonly attempt: number;
  readonly failures: number;
  readonly experimentId: string | null;
  readonly purpose: string;
  readonly cancelRequested: boolean;
  readonly fence: string | null;
}

/** Takes the end of an attempt; see RunStore.report. Call it in a transaction. */
export async function takeReport(sql: Sql, report: RunReport, now: Instant): Promise<Answer> {
  const run = await lockRun(sql, report.runId);
  const [attempt] = await sql.query<{ fence: string }>(
    'select fence from attempts where run_id = $1 and attempt = $2',
    [report.runId, report.attempt],
  );
  if (attempt?.fence !== report.fence) throw leaseLost(`attempt ${report.attempt} of run ${report.runId}`);
  const repeated = await findRepeated(sql, report, run);
  if (repeated) return repeated;
  const current = run.state === 'running' && run.attempt === report.attempt && run.fence === report.fence;
  const retry = current && mayRetry(report, run);
  const prints = await store(sql, report, now, current, retry);
  if (current) await end(sql, report, run, retry, prints);
  return { taken: current ? 'counted' : 'late', retry, attempt: report.attempt };
}

async function lockRun(sql: Sql, runId: string): Promise<Current> {
  const [run] = await sql.query<Current>(
    `select r.state, r.attempt, r.failures, r.experiment_id as "experimentId", r.purpose,
       r.cancel_requested as "cancelRequested",
       (select fence from leases l where l.job_id = coalesce(r.experiment_id, r.id)) as fence
     from runs r where r.id = $1 for update of r`,
    [runId],
  );
  if (!run) throw new PlumblineError('NOT_FOUND', `run ${runId} does not exist`);
  return run;
}

/** The answer to a report that was taken before; `retry` holds while the run still waits for that retry. */
async function findRepeated(sql: Sql, report: RunReport, run: Current): Promise<Answer | null> {
  const [before] = await sql.query<{ retried: boolean }>(
    'select retried from reports where run_id = $1 and attempt = $2',
    [report.runId, report.attempt],
  );
  if (!before) return null;
  const retry = before.retried && run.state === 'queued' && run.attempt === report.attempt;
  return { taken: 'repeated', retry, attempt: report.attempt };
}

function mayRetry(report: RunReport, run: Current): boolean {
  return (
    isInfrastructure(report.outcome) &&
    run.failures + 1 < MAX_ATTEMPTS &&
    run.experimentId === null &&
    // A canary is for one host, now: the next claim of that host decides afresh.
    run.purpose !== 'canary' &&
    // Another system made it, and nobody here can try again.
    run.purpose !== 'pushed' &&
    !run.cancelRequested
  );
}

interface Prints {
  readonly stack: string | null;
  readonly host: string | null;
}

async function store(sql: Sql, report: RunReport, now: Instant, counts: boolean, retried: boolean): Promise<Prints> {
  const stack = report.stack ? await putEnvironment(sql, 'stack', report.stack) : null;
  const host = report.host ? await putEnvironment(sql, 'host', report.host) : null;
  const { runId: run_id, attempt } = report;
  await insertRows(sql, 'reports', [
    {
      run_id,
      attempt,
      taken: counts ? 'counted' : 'late',
      retried,
      received_at: now,
      outcome: report.outcome,
      detail: report.detail,
      exit_code: report.exitCode,
      started_at: report.startedAt,
      ended_at: report.endedAt,
      tainted: report.tainted,
      log_bytes: report.logBytes,
      log_dropped: report.logDropped,
      stack_fingerprint: stack,
      host_fingerprint: host,
    },
  ]);
  refuseDuplicates(report);
  const rows = report.measurements.map(({ metric, value, unit }) => ({
    run_id,
    attempt,
    metric,
    value,
    unit,
    counted: counts && !retried,
  }));
  await insertRows(sql, 'measurements', rows);
  return { stack, host };
}

function refuseDuplicates(report: RunReport): void {
  const names = report.measurements.map((measurement) => measurement.metric);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new PlumblineError('INPUT_INVALID', `metric ${twice} is reported twice`);
}

async function end(sql: Sql, report: RunReport, run: Current, retry: boolean, prints: Prints): Promise<void> {
  await sql.query('update attempts set ended_at = $3, outcome = $4, detail = $5 where run_id = $1 and attempt = $2', [
    report.runId,
    report.attempt,
    report.endedAt,
    report.outcome,
    report.detail,
  ]);
  if (run.experimentId === null) await sql.query('delete from leases where job_id = $1', [report.runId]);
  if (retry) {
    await sql.query(
      `update runs set state = 'queued', failures = failures + 1, started_at = null, host = null where id = $1`,
      [report.runId],
    );
    return;
  }
  const { outcome, detail } = final(report, run);
  await sql.query(
    `update runs set state = $2, outcome = $3, detail = $4, exit_code = $5, started_at = $6, ended_at = $7,
       stack_fingerprint = $8, host_fingerprint = $9, tainted = $10::jsonb, log_dropped = $11,
       failures = failures + $12::int
     where id = $1`,
    [
      report.runId,
      outcome === 'cancelled' ? 'cancelled' : 'ended',
      outcome,
      detail,
      report.exitCode,
      report.startedAt,
      report.endedAt,
      prints.stack,
      prints.host,
      jsonText(report.tainted),
      report.logDropped,
      isInfrastructure(report.outcome) ? 1 : 0,
    ],
  );
}

/** A run whose cancelling came through as a failure of the machine is cancelled; its attempt keeps what happened. */
function final(report: RunReport, run: Current): { readonly outcome: string; readonly detail: string } {
  if (!run.cancelRequested || !isInfrastructure(report.outcome)) return report;
  return { outcome: 'cancelled', detail: `cancelled; its attempt ended as ${report.outcome}: ${report.detail}` };
}
