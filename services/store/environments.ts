import type { EnvironmentHalf, Host, Stack } from '../core/model/environment.ts';
import type { EnvironmentStore } from '../core/ports/store.ts';
import type { Database, Sql } from './database.ts';
import { getDocuments, putDocuments } from './documents.ts';

/** Environment halves by fingerprint. */
export function environmentStore(database: Database): EnvironmentStore {
  const get = async (half: EnvironmentHalf, fingerprint: string): Promise<unknown> => {
    const [row] = await database.query<{ document: string }>(
      'select document from environments where half = $1 and fingerprint = $2',
      [half, fingerprint],
    );
    return row ? ((await getDocuments(database, [row.document])).get(row.document) ?? null) : null;
  };
  return {
    get: get as EnvironmentStore['get'],
    put: (half, fingerprint, document) =>
      database.transaction(async (sql) => {
        const [digest] = await putDocuments(sql, [document]);
        await write(sql, half, fingerprint, digest);
      }),
  };
}

/** Stores one half and returns its fingerprint, which is the digest of its canonical form. */
export async function putEnvironment(sql: Sql, half: EnvironmentHalf, document: Stack | Host): Promise<string> {
  const [digest = ''] = await putDocuments(sql, [document]);
  await write(sql, half, digest, digest);
  return digest;
}

async function write(sql: Sql, half: EnvironmentHalf, fingerprint: string, digest: string | undefined): Promise<void> {
  await sql.query('insert into environments (half, fingerprint, document) values ($1, $2, $3) on conflict do nothing', [
    half,
    fingerprint,
    digest,
  ]);
}
