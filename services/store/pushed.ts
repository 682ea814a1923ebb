import { PlumblineError } from '../core/errors.ts';
import type { PushedOrigin } from '../core/model/pushed.ts';
import type { Push, PushedSeries, PushedStore, Taken } from '../core/ports/store-pushed.ts';
import type { Database, Sql } from './database.ts';
import { insertRows } from './insert.ts';
import { appendLog } from './logs.ts';
import { ensureProjects } from './projects.ts';
import { openPushNight } from './push-nights.ts';
import { takeReport } from './reports.ts';
import { insertRuns } from './run-rows.ts';
import { appendSamples } from './samples.ts';
import { logPieces } from './text-pieces.ts';

/** Samples stored in one row, as a worker sends them. */
const SAMPLES_PER_PAGE = 1000;
/** Who held the run, in the words of its attempt. */
const WORKER = 'pushed';

/** Results of other systems. */
export function pushedStore(database: Database): PushedStore {
  return {
    take: (push) => database.transaction((sql) => take(sql, push)),
    async origin(runId) {
      const [row] = await database.query<PushedOrigin>(
        'select source, received_at as "receivedAt", digest, unknown from pushed_results where run_id = $1',
        [runId],
      );
      return row ?? null;
    },
    series: (project, schedule, limit) => seriesOf(database, project, schedule, limit),
  };
}

async function take(sql: Sql, push: Push): Promise<Taken> {
  const { run, origin, key } = push;
  await ensureProjects(sql, [run.project]);
  // One at a time in a project, so that a result that is sent twice at once is stored once. It does not wait for others.
  await sql.query('select name from projects where name = $1 for no key update', [run.project]);
  const [known] = await sql.query<{ runId: string; nightId: string; digest: string }>(
    `select p.run_id as "runId", r.night_id as "nightId", p.digest
     from pushed_results p join runs r on r.id = p.run_id where p.key = $1`,
    [key],
  );
  if (known !== undefined) {
    if (known.digest === origin.digest) return { runId: known.runId, nightId: known.nightId, repeated: true };
    throw new PlumblineError(
      'IDEMPOTENCY_MISMATCH',
      `${origin.source.name} has sent "${origin.source.id}" before with another content, as run ${known.runId}`,
      { place: { path: 'body/source/id' } },
    );
  }
  const nightId = await openPushNight(sql, run.project, push.night, origin.receivedAt);
  await store(sql, push, nightId);
  const { source, digest, unknown, receivedAt: received_at } = origin;
  await insertRows(sql, 'pushed_results', [{ key, run_id: run.id, digest, source, received_at, unknown }]);
  return { runId: run.id, nightId, repeated: false };
}

/** The run goes the way of every run, from its lease to its report, within one transaction. */
async function store(sql: Sql, push: Push, nightId: string): Promise<void> {
  const { run, report, host, origin, samples, log } = push;
  const { runId, attempt, fence, startedAt } = report;
  const { platform } = run.pins;
  await insertRuns(sql, [{ ...run, nightId }], { state: 'running', attempt, started_at: startedAt, host });
  const held = { fence, worker_id: WORKER, host };
  await insertRows(sql, 'attempts', [{ run_id: runId, attempt, ...held, started_at: startedAt }]);
  await insertRows(sql, 'leases', [{ job_id: runId, kind: 'run', ...held, platform, lease_until: origin.receivedAt }]);
  for (let first = 0; first < samples.length; first += SAMPLES_PER_PAGE)
    await appendSamples(sql, {
      ...{ fence, runId, attempt, first },
      samples: samples.slice(first, first + SAMPLES_PER_PAGE),
    });
  let offset = 0;
  for (const text of logPieces(log)) {
    await appendLog(sql, { fence, runId, attempt, offset, text });
    offset += Buffer.byteLength(text);
  }
  await takeReport(sql, report, origin.receivedAt);
}

async function seriesOf(sql: Sql, project: string, schedule: string, limit: number): Promise<PushedSeries[]> {
  return await sql.query<PushedSeries>(
    `select s.id as "seriesId", v.nights from series s
     join lateral (
       select json_agg(to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by n.at desc) as nights,
         bool_and(n.schedule = $2) as own
       from (
         select p.at, n.schedule from points p join nights n on n.id = p.night_id
         where p.series_id = s.id and p.value is not null order by p.at desc limit $3::int
       ) n
     ) v on v.own
     where s.project = $1 and exists (
       select 1 from runs r where r.purpose = 'pushed' and r.project = s.project and r.benchmark = s.benchmark
         and r.platform = s.platform
     )
     order by s.id`,
    [project, schedule, limit],
  );
}
