import { PlumblineError } from '../core/errors.ts';
import type { IssueRecord, OutboxEntry } from '../core/model/issue.ts';
import type { OutboxStore } from '../core/ports/store-incidents.ts';
import type { Database, Sql } from './database.ts';

const SELECT = `select o.id, o.incident_id as "incidentId", o.sequence, o.action, o.state, o.attempts,
  o.not_before as "notBefore", o.last_error as "lastError" from outbox o`;

/** What is to be said on GitHub, and the issues as they stand there. */
export function outboxStore(database: Database): OutboxStore {
  return {
    // Entries marked `not-sent` stay due: they go out once a repository and a token are configured.
    due: (now, limit) =>
      database.query<OutboxEntry>(
        `${SELECT} where o.state <> 'sent' and o.not_before <= $1 and not exists (
           select 1 from outbox e where e.incident_id = o.incident_id and e.sequence < o.sequence and e.state <> 'sent')
         order by o.created_at, o.incident_id limit $2::int`,
        [now, limit],
      ),
    sent: (entryId, issue) => database.transaction((sql) => sent(sql, entryId, issue)),
    async failed(entryId, error, notBefore) {
      await database.query(
        `update outbox set state = 'pending', attempts = attempts + 1, last_error = $2, not_before = $3
         where id = $1 and state <> 'sent'`,
        [entryId, error, notBefore],
      );
    },
    async counts() {
      const rows = await database.query<{ state: string; count: number }>(
        'select state, count(*) as count from outbox group by state',
      );
      const count = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
      return { pending: count('pending'), sent: count('sent'), notSent: count('not-sent') };
    },
    async markNotSent(entryIds) {
      await database.query("update outbox set state = 'not-sent' where id = any($1::text[]) and state = 'pending'", [
        entryIds,
      ]);
    },
    entries: (incidentId) =>
      database.query<OutboxEntry>(`${SELECT} where o.incident_id = $1 order by o.sequence`, [incidentId]),
    async issue(incidentId) {
      const [row] = await database.query<IssueRecord>(
        'select incident_id as "incidentId", repository, number, url, state from issues where incident_id = $1',
        [incidentId],
      );
      return row ?? null;
    },
  };
}

async function sent(sql: Sql, entryId: string, issue: IssueRecord): Promise<void> {
  const [entry] = await sql.query<{ incidentId: string }>(
    `update outbox set state = 'sent', attempts = attempts + 1, last_error = '' where id = $1
     returning incident_id as "incidentId"`,
    [entryId],
  );
  if (entry?.incidentId !== issue.incidentId) {
    throw new PlumblineError('NOT_FOUND', `outbox entry ${entryId} of incident ${issue.incidentId} does not exist`);
  }
  await sql.query(
    `insert into issues (incident_id, repository, number, url, state) values ($1, $2, $3, $4, $5)
     on conflict (incident_id) do update set repository = excluded.repository, number = excluded.number,
       url = excluded.url, state = excluded.state`,
    [issue.incidentId, issue.repository, issue.number, issue.url, issue.state],
  );
}
