import { isLost } from '../core/judge/arms.ts';
import type { Instant } from '../core/model/base.ts';
import type { Experiment, ExperimentRun } from '../core/model/experiment.ts';
import type { Pins } from '../core/model/pins.ts';
import type { ExperimentStore } from '../core/ports/store-incidents.ts';
import type { Database, Sql } from './database.ts';
import { getDocuments, putDocuments } from './documents.ts';
import { endRunning } from './experiment-runs.ts';
import { leaseLost } from './fences.ts';
import { insertRows } from './insert.ts';
import { cancelRun, measurements } from './runs.ts';

type ExperimentRow = Omit<Experiment, 'good' | 'bad'> & { readonly good: string; readonly bad: string };

const SELECT = `select e.id, e.project, e.incident_id as "incidentId", e.benchmark, e.platform, e.state,
  e.created_at as "createdAt", e.good, e.bad, e.series_ids as "seriesIds", e.max_pairs as "maxPairs",
  e.candidates, e.continues, e.seeds, e.reason, e.host, e.trial
  from experiments e`;

/** Experiments that one carries on, at most: three nights, and what a person asked for again. */
const CHAIN_MAX = 20;

/** Experiments and what their runs gave. */
export function experimentStore(database: Database): ExperimentStore {
  return {
    create: (experiment) => database.transaction((sql) => insertExperiments(sql, [experiment])),
    async get(id) {
      const rows = await database.query<ExperimentRow>(`${SELECT} where e.id = $1`, [id]);
      return (await fill(database, rows))[0] ?? null;
    },
    runs: (id) => endedRuns(database, id),
    async ofIncident(incidentId) {
      const rows = await database.query<ExperimentRow>(
        `${SELECT} where e.incident_id = $1 order by e.created_at, e.id`,
        [incidentId],
      );
      return await fill(database, rows);
    },
    end: (id, fence, reason, now) => database.transaction((sql) => end(sql, id, fence, reason, now)),
    cancel: (id, now) => database.transaction((sql) => cancel(sql, id, now)),
    async unanswered(limit) {
      const rows = await database.query<ExperimentRow>(
        `${SELECT} join incidents i on i.id = e.incident_id and i.experiment_id = e.id
         where e.state = 'ended' and e.trial is null and i.state = 'suspected' order by e.created_at, e.id limit $1::int`,
        [limit],
      );
      return await fill(database, rows);
    },
  };
}

/** Writes new experiments; call it in a transaction. */
export async function insertExperiments(sql: Sql, experiments: readonly Experiment[]): Promise<void> {
  const digests = await putDocuments(
    sql,
    experiments.flatMap((experiment) => [experiment.good, experiment.bad]),
  );
  const rows = experiments.map((experiment, at) => ({
    id: experiment.id,
    project: experiment.project,
    incident_id: experiment.incidentId,
    benchmark: experiment.benchmark,
    platform: experiment.platform,
    state: experiment.state,
    created_at: experiment.createdAt,
    good: digests[2 * at],
    bad: digests[2 * at + 1],
    series_ids: experiment.seriesIds,
    max_pairs: experiment.maxPairs,
    candidates: experiment.candidates,
    continues: experiment.continues,
    seeds: experiment.seeds,
    reason: experiment.reason,
    host: experiment.host,
    trial: experiment.trial,
  }));
  await insertRows(sql, 'experiments', rows);
}

/** Newest ended experiment of a search with this key whose runs were made on this host; any host where it is null. */
export async function findKnown(sql: Sql, key: string, host: string | null): Promise<Experiment | null> {
  const rows = await sql.query<ExperimentRow>(
    `${SELECT} where e.trial ->> 'key' = $1 and e.state = 'ended'
       and exists (select 1 from runs r where r.experiment_id = e.id and r.state = 'ended'
         and ($2::text is null or r.host = $2))
     order by e.created_at desc, e.id desc limit 1`,
    [key, host],
  );
  return (await fill(sql, rows))[0] ?? null;
}

async function fill(sql: Sql, rows: readonly ExperimentRow[]): Promise<Experiment[]> {
  const documents = await getDocuments(
    sql,
    rows.flatMap((row) => [row.good, row.bad]),
  );
  return rows.map((row) => ({
    ...row,
    good: documents.get(row.good) as Pins,
    bad: documents.get(row.bad) as Pins,
  }));
}

async function endedRuns(sql: Sql, experimentId: string): Promise<ExperimentRun[]> {
  const all = await sql.query<Omit<ExperimentRun, 'measurements'> & { readonly step: number }>(
    `with recursive chain as (
       select id, continues, 1 as step from experiments where id = $1
       union all
       select e.id, e.continues, c.step + 1 from chain c join experiments e on e.id = c.continues
       where c.step < ${CHAIN_MAX}
     )
     select r.id as "runId", r.pair, r.arm, r.seed, r.outcome, r.detail, c.step from runs r join chain c on c.id = r.experiment_id
     where r.state in ('ended', 'cancelled') order by r.sequence`,
    [experimentId],
  );
  // What the infrastructure took from an experiment before says nothing about this one.
  const rows = all.flatMap(({ step, ...run }) => (step > 1 && isLost(run) ? [] : [run]));
  const values = await measurements(
    sql,
    rows.map((row) => row.runId),
  );
  return rows.map((row) => ({ ...row, measurements: values.get(row.runId) ?? [] }));
}

async function end(sql: Sql, id: string, fence: string, reason: string, now: Instant): Promise<void> {
  const [lease] = await sql.query('delete from leases where job_id = $1 and fence = $2 returning job_id', [id, fence]);
  if (!lease) throw leaseLost(`experiment ${id}`);
  await endRunning(sql, id, { outcome: 'cancelled', detail: 'its experiment ended', now });
  await sql.query("update experiments set state = 'ended', reason = $2 where id = $1", [id, reason]);
}

async function cancel(sql: Sql, id: string, now: Instant): Promise<boolean> {
  const [row] = await sql.query(
    "update experiments set state = 'cancelled', reason = 'cancelled' where id = $1 and state = 'queued' returning id",
    [id],
  );
  if (row) return true;
  const runs = await sql.query<{ id: string }>(
    "select id from runs where experiment_id = $1 and state = 'running' order by id",
    [id],
  );
  for (const run of runs) await cancelRun(sql, run.id, now);
  return false;
}
