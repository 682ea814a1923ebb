import type { HostRecord, HostStore } from '../core/ports/store.ts';
import type { Database } from './database.ts';

/** When each host of each platform was heard of last. */
export function hostStore(database: Database): HostStore {
  return {
    async seen({ host, platform, workerId, seenAt }) {
      await database.query(
        `insert into hosts (host, platform, worker_id, seen_at) values ($1, $2, $3, $4)
         on conflict (host, platform) do update set worker_id = excluded.worker_id, seen_at = excluded.seen_at
         where hosts.seen_at <= excluded.seen_at`,
        [host, platform, workerId, seenAt],
      );
    },
    list: () =>
      database.query<HostRecord>(
        'select host, platform, worker_id as "workerId", seen_at as "seenAt" from hosts order by platform, host',
      ),
  };
}
