import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Database, Sql } from './database.ts';
import { appliedVersion } from './migrate.ts';
import { TABLES, type Table } from './tables.ts';

/** First line of a backup. */
export interface BackupHeader {
  readonly format: typeof BACKUP_FORMAT;
  readonly formatVersion: 1;
  readonly schemaVersion: number;
  readonly createdAt: string;
}
export const BACKUP_FORMAT = 'plumbline-backup';
/** Fast compression: logs and hex shrink well at any level. */
const GZIP_LEVEL = 1;

export type RowCounts = Record<string, number>;

/**
 * Writes everything as gzipped JSON lines: a header, pages `{table, rows}`, and a last line with the counts and the SHA-256
 * of all lines before it. One snapshot; the file appears under its name only when it is whole.
 */
export async function writeBackup(database: Database, file: string): Promise<RowCounts> {
  const counts: RowCounts = {};
  const partial = `${file}.partial`;
  try {
    await database.snapshot(async (sql) => {
      for (const name of Object.keys(counts)) delete counts[name];
      await pipeline(
        Readable.from(lines(sql, counts)),
        createGzip({ level: GZIP_LEVEL }),
        createWriteStream(partial, { mode: 0o600 }),
      );
    });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return counts;
}

async function* lines(sql: Sql, counts: RowCounts): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const [now] = await sql.query<{ now: string }>('select now() as now');
  const header: BackupHeader = {
    format: BACKUP_FORMAT,
    formatVersion: 1,
    schemaVersion: await appliedVersion(sql),
    createdAt: now?.now ?? '',
  };
  yield line(header);
  const there = await sql.query<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = current_schema()',
  );
  const names = new Set(there.map(({ name }) => name));
  for (const table of TABLES.filter(({ name }) => names.has(name))) {
    counts[table.name] = 0;
    for await (const rows of tablePages(sql, table)) {
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      yield line({ table: table.name, rows });
    }
  }
  yield `${JSON.stringify({ end: true, counts, sha256: hash.digest('hex') })}\n`;
}

async function* tablePages(sql: Sql, table: Table): AsyncGenerator<unknown[]> {
  await sql.query(`declare backup_cursor no scroll cursor for select to_json(t) as row from ${table.name} t`);
  for (;;) {
    const rows = await sql.query<{ row: unknown }>(`fetch forward ${table.pageRows} from backup_cursor`);
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < table.pageRows) break;
  }
  await sql.query('close backup_cursor');
}
