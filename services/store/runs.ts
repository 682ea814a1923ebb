import { PlumblineError } from '../core/errors.ts';
import type { Instant } from '../core/model/base.ts';
import type { Measurement } from '../core/model/run.ts';
import type { Page } from '../core/ports/page.ts';
import type { Attempt, NewRun, Run, RunFilter, RunStore } from '../core/ports/store-runs.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Database, Sql } from './database.ts';
import { appendLog, readLog } from './logs.ts';
import { takeReport } from './reports.ts';
import { findRun, insertRuns, type RunRow, SELECT_RUNS, toRuns } from './run-rows.ts';
import { appendSamples, readSamples } from './samples.ts';

/** Longest page of a list, in rows. */
export const LIST_MAX_ROWS = 200;
/** Runs whose measurements are asked for in one statement. */
const MEASUREMENT_RUNS = 200;

/** Everything about single runs. */
export function runStore(database: Database): RunStore {
  return {
    create: (runs) => database.transaction((sql) => insertRuns(sql, refuseExperiments(runs))),
    get: (runId) => findRun(database, runId),
    list: (filter, limit, cursor) => list(database, filter, limit, cursor),
    attempts: (runId) => attempts(database, runId),
    measurements: (runIds) => measurements(database, runIds),
    samples: (runId, metric) => readSamples(database, runId, metric),
    cancel: (runId, now) => database.transaction((sql) => cancelRun(sql, runId, now)),
    appendLog: (piece) => database.transaction((sql) => appendLog(sql, piece)),
    appendSamples: (batch) => database.transaction((sql) => appendSamples(sql, batch)),
    readLog: (runId, from, maxBytes, attempt) => readLog(database, runId, from, maxBytes, attempt),
    report: (report, now) => database.transaction((sql) => takeReport(sql, report, now)),
  };
}

/** Runs of an experiment begin under its lease only: a queued one would be taken by any worker. */
function refuseExperiments(runs: readonly NewRun[]): readonly NewRun[] {
  const found = runs.find((run) => run.experiment !== null);
  if (found) throw new PlumblineError('INTERNAL', `run ${found.id} of an experiment cannot be queued by itself`);
  return runs;
}

async function list(sql: Sql, filter: RunFilter, limit: number, cursor?: string): Promise<Page<Run>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_MAX_ROWS) {
    throw new PlumblineError('INPUT_INVALID', `limit ${limit} is not a whole number in 1..${LIST_MAX_ROWS}`);
  }
  const values: unknown[] = [];
  const where: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown): void => {
    if (value !== undefined) where.push(condition(`$${values.push(value)}`));
  };
  add((p) => `r.project = ${p}`, filter.project);
  add((p) => `r.benchmark = ${p}`, filter.benchmark);
  add((p) => `r.platform = ${p}`, filter.platform);
  add((p) => `r.state = ${p}`, filter.state);
  add((p) => `r.purpose = ${p}`, filter.purpose);
  add((p) => `r.night_id = ${p}`, filter.nightId);
  add((p) => `r.experiment_id = ${p}`, filter.experimentId);
  if (cursor !== undefined) {
    const { at, id } = decodeCursor(cursor);
    where.push(`(r.created_at, r.id) < ($${values.push(at)}::timestamptz, $${values.push(id)}::text)`);
  }
  const rows = await sql.query<RunRow>(
    `${SELECT_RUNS} ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
     order by r.created_at desc, r.id desc limit ${limit + 1}`,
    values,
  );
  const items = await toRuns(sql, rows.slice(0, limit));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null };
}

/** A late result shows in place of the loss that made it late; both stay stored. */
async function attempts(sql: Sql, runId: string): Promise<Attempt[]> {
  return await sql.query<Attempt>(
    `select a.run_id as "runId", a.attempt, a.worker_id as "workerId", a.host, a.started_at as "startedAt",
       coalesce(a.ended_at, p.ended_at) as "endedAt", coalesce(p.outcome, a.outcome) as outcome,
       coalesce(p.detail, a.detail) as detail, coalesce(p.taken = 'late', false) as late
     from attempts a left join reports p on p.run_id = a.run_id and p.attempt = a.attempt
     where a.run_id = $1 order by a.attempt`,
    [runId],
  );
}

/** Measurements that count, by run; a run without any is not in the map. */
export async function measurements(
  sql: Sql,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Measurement[]>> {
  const result = new Map<string, Measurement[]>();
  for (let at = 0; at < runIds.length; at += MEASUREMENT_RUNS) {
    const rows = await sql.query<Measurement & { runId: string }>(
      `select run_id as "runId", metric, value, unit from measurements
       where run_id = any($1::text[]) and counted order by run_id, attempt, metric`,
      [runIds.slice(at, at + MEASUREMENT_RUNS)],
    );
    for (const { runId, ...measurement } of rows) {
      const known = result.get(runId);
      if (known) known.push(measurement);
      else result.set(runId, [measurement]);
    }
  }
  return result;
}

/** Cancels a run that waits and asks one that is under way to stop; null: there is no such run. */
export async function cancelRun(sql: Sql, runId: string, now: Instant): Promise<Run | null> {
  const [row] = await sql.query(
    `update runs set
       cancel_requested = cancel_requested or state in ('queued', 'running'),
       outcome = case when state = 'queued' then 'cancelled' else outcome end,
       detail = case when state = 'queued' then 'cancelled before it began' else detail end,
       ended_at = case when state = 'queued' then $2::timestamptz else ended_at end,
       state = case when state = 'queued' then 'cancelled' else state end
     where id = $1 returning id`,
    [runId, now],
  );
  return row ? await findRun(sql, runId) : null;
}
