import type { Instant } from '../core/model/base.ts';
import type { Night } from '../core/model/night.ts';
import type { NightRun, NightStore } from '../core/ports/store-nights.ts';
import type { NewRun } from '../core/ports/store-runs.ts';
import type { Database, Sql } from './database.ts';
import { insertRows } from './insert.ts';
import { judgeNight } from './judgements.ts';
import { lastGoodNight } from './last-good.ts';
import { NIGHT_COLUMNS } from './night-columns.ts';
import { ensureProjects } from './projects.ts';
import { insertRuns, type RunRow, SELECT_RUNS, toRuns } from './run-rows.ts';
import { measurements } from './runs.ts';

/** Runs of a night read in one statement. */
const RUNS_PER_PAGE = 500;
/** Nights of one state that are worked on in one round. */
const NIGHTS_PER_ROUND = 1000;
const SELECT = `select ${NIGHT_COLUMNS} from nights n`;

/** Nights, their runs and their judgement. */
export function nightStore(database: Database): NightStore {
  return {
    plan: (night, runs) => database.transaction((sql) => plan(sql, night, runs)),
    async get(nightId) {
      return (await database.query<Night>(`${SELECT} where n.id = $1`, [nightId]))[0] ?? null;
    },
    list: (project, limit) =>
      database.query<Night>(`${SELECT} where n.project = $1 order by n.instant desc, n.id desc limit $2::int`, [
        project,
        limit,
      ]),
    async latest(project, schedule) {
      const rows = await database.query<Night>(
        `${SELECT} where n.project = $1 and n.schedule = $2 order by n.instant desc limit 1`,
        [project, schedule],
      );
      return rows[0] ?? null;
    },
    inState: (state) =>
      database.query<Night>(`${SELECT} where n.state = $1 order by n.instant, n.id limit ${NIGHTS_PER_ROUND}`, [state]),
    closeDue: (now) => closeDue(database, now),
    runs: (nightId) => runsOf(database, nightId),
    judge: (nightId, judgement) => database.transaction((sql) => judgeNight(sql, nightId, judgement)),
    lastGood: (query) => lastGoodNight(database, query),
  };
}

async function plan(sql: Sql, night: Night, runs: readonly NewRun[]): Promise<boolean> {
  await ensureProjects(sql, [night.project]);
  const row = {
    id: night.id,
    project: night.project,
    schedule: night.schedule,
    instant: night.instant,
    planned_at: night.plannedAt,
    deadline: night.deadline,
    state: night.state,
    note: night.note,
  };
  const written = await insertRows(sql, 'nights', [row], 'on conflict (project, schedule, instant) do nothing');
  if (written === 0) return false;
  await insertRuns(sql, runs);
  return true;
}

/**
 * A night that closes at its deadline says in its note how much was missing. Nights of pushed results close when it has
 * been quiet for a while, and in their order: a night is judged against those before it.
 */
async function closeDue(sql: Sql, now: Instant): Promise<Night[]> {
  return await sql.query<Night>(
    `with due as (
       select o.id, count(r.id) as missing from nights o
       left join runs r on r.night_id = o.id and r.state in ('queued', 'running')
       where o.state = 'open' and (o.quiet_until is null or o.deadline <= $1 or (o.quiet_until <= $1 and not exists (
         select 1 from nights e where e.project = o.project and e.schedule = o.schedule and e.state = 'open'
           and e.instant < o.instant and e.quiet_until > $1 and e.deadline > $1
       )))
       group by o.id, o.deadline having count(r.id) = 0 or o.deadline <= $1
     )
     update nights n set state = 'closed', note = case when due.missing = 0 then n.note
       else concat_ws('; ', nullif(n.note, ''), 'closed at its deadline with ' || due.missing || ' unfinished runs') end
     from due where n.id = due.id and n.state = 'open' returning ${NIGHT_COLUMNS}`,
    [now],
  );
}

async function runsOf(sql: Sql, nightId: string): Promise<NightRun[]> {
  const result: NightRun[] = [];
  let after = '';
  for (;;) {
    const rows = await sql.query<RunRow>(
      `${SELECT_RUNS} where r.night_id = $1 and r.id > $2 order by r.id limit ${RUNS_PER_PAGE}`,
      [nightId, after],
    );
    const runs = await toRuns(sql, rows);
    const values = await measurements(
      sql,
      rows.map((row) => row.id),
    );
    result.push(...runs.map((run) => ({ run, measurements: values.get(run.id) ?? [] })));
    if (rows.length < RUNS_PER_PAGE) return result;
    after = rows.at(-1)?.id ?? after;
  }
}
