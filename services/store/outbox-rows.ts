import type { NewOutboxEntry } from '../core/ports/store-incidents.ts';
import type { Sql } from './database.ts';
import { insertRows } from './insert.ts';

/** Appends entries, each behind those of its incident that are there; call it in a transaction. */
export async function insertOutbox(sql: Sql, entries: readonly NewOutboxEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const incidents = [...new Set(entries.map((entry) => entry.incidentId))].sort();
  // The incident's row is the lock under which its sequence grows.
  await sql.query('select id from incidents where id = any($1::text[]) order by id for update', [incidents]);
  const ends = await sql.query<{ incidentId: string; last: number }>(
    `select incident_id as "incidentId", max(sequence) as last from outbox
     where incident_id = any($1::text[]) group by incident_id`,
    [incidents],
  );
  const next = new Map(ends.map(({ incidentId, last }) => [incidentId, last + 1]));
  const rows = entries.map(({ id, incidentId, action, createdAt }) => {
    const sequence = next.get(incidentId) ?? 1;
    next.set(incidentId, sequence + 1);
    return {
      id,
      incident_id: incidentId,
      sequence,
      action,
      state: 'pending',
      not_before: createdAt,
      created_at: createdAt,
    };
  });
  await insertRows(sql, 'outbox', rows);
}
