import type { Instant } from '../core/model/base.ts';
import type { IdempotencyStore } from '../core/ports/store.ts';
import type { Database } from './database.ts';
import { jsonText } from './text.ts';

/** How long an answer is kept for repetition, in hours. */
const KEEP_HOURS = 24;
/** After how many minutes a request that never ended (its process died) gives its key free. */
const BUSY_MINUTES = 5;

interface Known {
  readonly bodySha256: string;
  readonly status: number | null;
  readonly body: unknown;
}

/** Idempotency keys of the API. */
export function idempotencyStore(database: Database): IdempotencyStore {
  return {
    claim: (key, bodySha256, now) => claim(database, key, bodySha256, now),
    async save(key, status, body) {
      await database.query('update idempotency_keys set status = $2, body = $3::jsonb where key = $1', [
        key,
        status,
        jsonText(body ?? null),
      ]);
    },
    async release(key) {
      await database.query('delete from idempotency_keys where key = $1 and status is null', [key]);
    },
  };
}

async function claim(
  database: Database,
  key: string,
  bodySha256: string,
  now: Instant,
): ReturnType<IdempotencyStore['claim']> {
  await database.query(
    `delete from idempotency_keys where claimed_at < $1::timestamptz - interval '${KEEP_HOURS} hours'
       or (status is null and claimed_at < $1::timestamptz - interval '${BUSY_MINUTES} minutes')`,
    [now],
  );
  const rows = await database.query(
    `insert into idempotency_keys (key, body_sha256, claimed_at) values ($1, $2, $3)
     on conflict do nothing returning key`,
    [key, bodySha256, now],
  );
  if (rows.length > 0) return { kind: 'fresh' };
  const [known] = await database.query<Known>(
    'select body_sha256 as "bodySha256", status, body from idempotency_keys where key = $1',
    [key],
  );
  // Given back between the two statements: the client tries again.
  if (!known) return { kind: 'busy' };
  if (known.bodySha256 !== bodySha256) return { kind: 'mismatch' };
  return known.status === null ? { kind: 'busy' } : { kind: 'repeat', status: known.status, body: known.body };
}
