import type { Limits } from '../core/model/benchmark.ts';
import type { Arm } from '../core/model/experiment.ts';
import type { Metric } from '../core/model/metric.ts';
import type { Pins } from '../core/model/pins.ts';
import type { NewRun, Run } from '../core/ports/store-runs.ts';
import type { Row, Sql } from './database.ts';
import { getDocuments, putDocuments } from './documents.ts';
import { insertRows } from './insert.ts';
import { ensureProjects } from './projects.ts';

/** What a run is held to beside its pins; one document, since it repeats in every run of a benchmark. */
interface Terms {
  readonly limits: Limits;
  readonly metrics: readonly Metric[];
}

/** A run's row under the names of the model, without the members that are documents. */
export type RunRow = Omit<Run, 'pins' | 'limits' | 'metrics' | 'experiment'> & {
  readonly pins: string;
  readonly terms: string;
  readonly experimentId: string | null;
  readonly pair: number | null;
  readonly arm: Arm | null;
};

/** SELECT … FROM of runs; add WHERE on `r`. The log's length is the current attempt's. */
export const SELECT_RUNS = `select r.id, r.project, r.purpose, r.night_id as "nightId",
  r.experiment_id as "experimentId", r.pair, r.arm, r.seed, r.priority, r.pins, r.terms,
  r.created_at as "createdAt", r.state, r.outcome, r.detail, r.exit_code as "exitCode", r.attempt,
  r.started_at as "startedAt", r.ended_at as "endedAt", r.host, r.stack_fingerprint as "stackFingerprint",
  r.host_fingerprint as "hostFingerprint", r.tainted, coalesce(a.log_bytes, 0) as "logBytes",
  r.log_dropped as "logDropped", r.cancel_requested as "cancelRequested"
  from runs r left join attempts a on a.run_id = r.id and a.attempt = r.attempt`;

/** Fills rows up to runs: each distinct document is read once. */
export async function toRuns(sql: Sql, rows: readonly RunRow[]): Promise<Run[]> {
  const documents = await getDocuments(
    sql,
    rows.flatMap((row) => [row.pins, row.terms]),
  );
  return rows.map(({ terms, experimentId, pair, arm, ...row }) => ({
    ...row,
    ...(documents.get(terms) as Terms),
    pins: documents.get(row.pins) as Pins,
    experiment: experimentId === null ? null : { id: experimentId, pair: pair ?? 0, arm: arm ?? 'good' },
  }));
}

/** The run with that id, or null. */
export async function findRun(sql: Sql, runId: string): Promise<Run | null> {
  const rows = await sql.query<RunRow>(`${SELECT_RUNS} where r.id = $1`, [runId]);
  return (await toRuns(sql, rows))[0] ?? null;
}

/** Writes new runs, with what must stand beside them; `state` adds columns such as a running run's. */
export async function insertRuns(sql: Sql, runs: readonly NewRun[], state: Row = { state: 'queued' }): Promise<void> {
  await ensureProjects(
    sql,
    runs.map((run) => run.project),
  );
  const digests = await putDocuments(
    sql,
    runs.flatMap((run) => [run.pins, { limits: run.limits, metrics: run.metrics } satisfies Terms]),
  );
  const rows = runs.map((run, at) => ({
    id: run.id,
    project: run.project,
    purpose: run.purpose,
    night_id: run.nightId,
    experiment_id: run.experiment?.id ?? null,
    pair: run.experiment?.pair ?? null,
    arm: run.experiment?.arm ?? null,
    seed: run.seed,
    priority: run.priority,
    benchmark: run.pins.benchmark,
    method_version: run.pins.methodVersion,
    platform: run.pins.platform,
    pins: digests[2 * at],
    terms: digests[2 * at + 1],
    created_at: run.createdAt,
    ...state,
  }));
  await insertRows(sql, 'runs', rows);
}
