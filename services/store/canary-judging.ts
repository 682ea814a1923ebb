import { CANARY_HISTORY_MAX, type CanaryKind, judgeCanary } from '../core/judge/canary.ts';
import { CANARY_LOOK_BACK, quarantineStep } from '../core/judge/quarantine.ts';
import type { Instant } from '../core/model/base.ts';
import type { Measurement, Outcome } from '../core/model/run.ts';
import type { CanaryJudged, CanaryRecord } from '../core/ports/store-canaries.ts';
import type { Sql } from './database.ts';
import { insertRows } from './insert.ts';
import { type RunRow, SELECT_RUNS, toRuns } from './run-rows.ts';

/** Canaries judged in one transaction; a host has one at a time, so more than one waits only after an outage. */
const JUDGED_MAX = 20;

/** Judges what is not judged yet; see CanaryStore.judge. Call it in a transaction. */
export async function judgeCanaries(
  sql: Sql,
  host: string,
  platform: string,
  now: Instant,
): Promise<readonly CanaryJudged[]> {
  const rows = await sql.query<RunRow>(
    `${SELECT_RUNS} where r.purpose = 'canary' and r.host = $1 and r.platform = $2 and r.state = 'ended'
       and not exists (select 1 from canaries c where c.run_id = r.id)
     order by r.created_at, r.id limit ${JUDGED_MAX}`,
    [host, platform],
  );
  if (rows.length === 0) return [];
  const [held] = await sql.query<{ quarantined: boolean; from: Instant | null }>(
    `select quarantined_at is not null as quarantined, canary_from as "from" from hosts
     where host = $1 and platform = $2 for update`,
    [host, platform],
  );
  const from = held?.from ?? null;
  let quarantined = held?.quarantined ?? false;
  const judged: CanaryJudged[] = [];
  const runs = await toRuns(sql, rows);
  for (const [at, run] of runs.entries()) {
    const pins = (rows[at] as RunRow).pins;
    const measured = await measurementsOf(sql, run.id);
    const history = await acceptedOf(sql, host, platform, pins, from);
    const outcome = run.outcome as Outcome;
    const verdict = judgeCanary({ ...run, outcome, measurements: measured }, run.metrics, history);
    const record: CanaryRecord = { ...verdict, runId: run.id, host, platform, at: run.createdAt, measured };
    await insertCanary(sql, record, pins);
    const step = quarantineStep(quarantined, await newestKinds(sql, host, platform, from));
    if (step !== 'stay') {
      quarantined = step === 'quarantine';
      await sql.query(
        'update hosts set quarantined_at = $3, quarantine_reason = $4 where host = $1 and platform = $2',
        [host, platform, quarantined ? now : null, quarantined ? record.reason : ''],
      );
    }
    judged.push({ record, step });
  }
  return judged;
}

async function measurementsOf(sql: Sql, runId: string): Promise<Measurement[]> {
  return await sql.query<Measurement>(
    'select metric, value, unit from measurements where run_id = $1 and counted order by metric',
    [runId],
  );
}

/** Measurements of the newest accepted canaries of one image, oldest first. */
async function acceptedOf(
  sql: Sql,
  host: string,
  platform: string,
  pins: string,
  from: Instant | null,
): Promise<readonly (readonly Measurement[])[]> {
  const rows = await sql.query<{ measured: Measurement[] }>(
    `select measured from canaries where host = $1 and platform = $2 and pins = $3 and accepted
       and ($4::timestamptz is null or at >= $4) order by at desc, run_id desc limit ${CANARY_HISTORY_MAX}`,
    [host, platform, pins, from],
  );
  return rows.map(({ measured }) => measured).reverse();
}

async function newestKinds(sql: Sql, host: string, platform: string, from: Instant | null): Promise<CanaryKind[]> {
  const rows = await sql.query<{ verdict: CanaryKind }>(
    `select verdict from canaries where host = $1 and platform = $2 and verdict <> 'failed'
       and ($3::timestamptz is null or at >= $3) order by at desc, run_id desc limit ${CANARY_LOOK_BACK}`,
    [host, platform, from],
  );
  return rows.map(({ verdict }) => verdict);
}

async function insertCanary(sql: Sql, record: CanaryRecord, pins: string): Promise<void> {
  const { runId: run_id, kind: verdict, ...rest } = record;
  await insertRows(sql, 'canaries', [{ run_id, verdict, pins, ...rest }]);
}
