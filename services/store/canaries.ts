import type { CanaryRecord, CanaryStore, HostStanding } from '../core/ports/store-canaries.ts';
import { judgeCanaries } from './canary-judging.ts';
import type { Database } from './database.ts';
import { readSituation } from './host-situation.ts';
import { insertAttempt, insertLease } from './leasing.ts';
import { findRun, insertRuns } from './run-rows.ts';
import { isUniqueViolation } from './violations.ts';

/** Canaries and the hosts they judge. */
export function canaryStore(database: Database): CanaryStore {
  return {
    situation: (host, platform) => readSituation(database, host, platform),
    async start(run, lease) {
      return await database.transaction(async (sql) => {
        // The row of the host is what two claims of it wait for.
        await sql.query('select 1 from hosts where host = $1 and platform = $2 for update', [
          lease.host,
          lease.platform,
        ]);
        const [held] = await sql.query('select 1 from leases where host = $1 and platform = $2', [
          lease.host,
          lease.platform,
        ]);
        if (held) return null;
        await insertRuns(sql, [run], { state: 'running', attempt: 1, started_at: lease.now, host: lease.host });
        await insertAttempt(sql, run.id, 1, lease);
        await insertLease(sql, 'run', run.id, lease);
        return await findRun(sql, run.id);
      });
    },
    async byHand(platform) {
      const [row] = await database.query<{ id: string }>(
        `select id from runs where platform = $1 and purpose = 'manual' and state = 'queued'
         order by created_at, id limit 1`,
        [platform],
      );
      return row?.id ?? null;
    },
    async judge(host, platform, now) {
      try {
        return await database.transaction((sql) => judgeCanaries(sql, host, platform, now));
      } catch (error) {
        // Somebody else judged the same canary at the same instant: it is judged.
        if (isUniqueViolation(error)) return [];
        throw error;
      }
    },
    async standings() {
      const rows = await database.query<Omit<HostStanding, 'canary'> & NullableRecord>(
        `select h.host, h.platform, h.quarantined_at as "quarantinedAt", h.quarantine_reason as "quarantineReason",
           c.run_id as "runId", c.at, c.verdict as kind, c.accepted, c.metric, c.change, c.reason, c.measured
         from hosts h left join lateral (
           select * from canaries c where c.host = h.host and c.platform = h.platform order by c.at desc, c.run_id desc limit 1
         ) c on true order by h.platform, h.host`,
      );
      return rows.map(({ host, platform, quarantinedAt, quarantineReason, ...canary }) => ({
        host,
        platform,
        quarantinedAt,
        quarantineReason,
        canary: canary.runId === null ? null : ({ ...canary, host, platform } as CanaryRecord),
      }));
    },
    async release(host, platform, now) {
      const rows = await database.query(
        `update hosts set quarantined_at = null, quarantine_reason = '', canary_from = $3
         where host = $1 and platform = $2 returning host`,
        [host, platform, now],
      );
      return rows.length > 0;
    },
  };
}

type NullableRecord = { readonly [Key in keyof Omit<CanaryRecord, 'host' | 'platform'>]: CanaryRecord[Key] | null };
