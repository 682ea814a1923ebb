import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PlumblineError } from '../core/errors.ts';
import type { Log } from '../core/ports/base.ts';
import { BACKUP_FORMAT, type BackupHeader, type RowCounts } from './backup.ts';
import type { Database, Row, Sql } from './database.ts';
import { insertRows } from './insert.ts';
import { byteLines } from './lines.ts';
import { appliedVersion, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { TABLES } from './tables.ts';

interface PageLine {
  readonly table: string;
  readonly rows: readonly Row[];
}
interface EndLine {
  readonly end: true;
  readonly counts: RowCounts;
  readonly sha256: string;
}

/**
 * Reads a backup into an empty database: the schema of the backup's time, its rows in one transaction, then the
 * migrations since. The whole file is verified before the first row is written; BACKUP_INVALID says what is wrong.
 */
export async function readBackup(database: Database, file: string, log: Log): Promise<RowCounts> {
  if ((await appliedVersion(database)) > 0) {
    throw new PlumblineError(
      'CONFLICT',
      `${database.name} holds a store already; a backup is restored into an empty one`,
    );
  }
  const { header, end } = await verify(file);
  const old = MIGRATIONS.filter((step) => step.number <= header.schemaVersion);
  const backup = async (): Promise<string> => file;
  await migrate(database, { log, backup, migrations: old });
  await database.transaction((sql) => load(sql, file));
  await migrate(database, { log, backup });
  return end.counts;
}

async function verify(file: string): Promise<{ readonly header: BackupHeader; readonly end: EndLine }> {
  const hash = createHash('sha256');
  let header: BackupHeader | null = null;
  let end: EndLine | null = null;
  const counts = new Map<string, number>();
  for await (const { text, value } of lines(file)) {
    if (end) throw invalid(file, 'something follows its last line');
    if (header === null) header = checkHeader(file, value);
    else if (isEnd(value)) end = value;
    else if (isPage(value)) counts.set(value.table, (counts.get(value.table) ?? 0) + value.rows.length);
    else throw invalid(file, `a line is neither a page nor the end: ${text.slice(0, 60)}`);
    if (!end) hash.update(`${text}\n`);
  }
  if (!header) throw invalid(file, 'it is empty');
  if (!end) throw invalid(file, 'it is cut off: its last line is missing');
  if (hash.digest('hex') !== end.sha256) throw invalid(file, 'its SHA-256 does not match its content');
  for (const [name, count] of Object.entries(end.counts)) {
    if ((counts.get(name) ?? 0) !== count)
      throw invalid(file, `table ${name} has ${counts.get(name) ?? 0} of ${count} rows`);
  }
  return { header, end };
}

function checkHeader(file: string, value: unknown): BackupHeader {
  const header = value as Partial<BackupHeader> | null;
  if (header?.format !== BACKUP_FORMAT || typeof header.schemaVersion !== 'number')
    throw invalid(file, 'it has no header');
  if (header.formatVersion !== 1) throw invalid(file, `its format ${String(header.formatVersion)} is not known here`);
  const newest = MIGRATIONS.at(-1)?.number ?? 0;
  if (header.schemaVersion < 1 || header.schemaVersion > newest) {
    throw new PlumblineError(
      'STORE_VERSION',
      `${file} has schema ${header.schemaVersion}, this Plumbline knows ${newest}`,
    );
  }
  return header as BackupHeader;
}

async function load(sql: Sql, file: string): Promise<void> {
  for await (const { value } of lines(file)) {
    if (isPage(value)) await insertRows(sql, value.table, value.rows);
  }
  for (const { name, counter } of TABLES) {
    if (counter === undefined) continue;
    await sql.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce((select max(${counter}) from ${name}), 0) + 1, false)`,
      [name, counter],
    );
  }
}

async function* lines(file: string): AsyncGenerator<{ readonly text: string; readonly value: unknown }> {
  // The pipeline hands an error of the file on to its end, where the loop meets it.
  const bytes = pipeline(createReadStream(file), createGunzip(), () => undefined);
  try {
    for await (const text of byteLines(bytes)) {
      yield { text, value: JSON.parse(text) as unknown };
    }
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    throw invalid(file, error instanceof Error ? error.message : String(error));
  }
}

const TABLE_NAMES: ReadonlySet<unknown> = new Set(TABLES.map(({ name }) => name));

function isPage(value: unknown): value is PageLine {
  const page = value as Partial<PageLine> | null;
  return TABLE_NAMES.has(page?.table) && Array.isArray(page?.rows);
}

function isEnd(value: unknown): value is EndLine {
  return (value as Partial<EndLine> | null)?.end === true;
}

function invalid(file: string, reason: string): PlumblineError {
  return new PlumblineError('BACKUP_INVALID', `${file}: ${reason}`);
}
