import { PlumblineError } from '../core/errors.ts';
import { sha256Hex } from '../core/model/identity.ts';
import type { Log } from '../core/ports/base.ts';
import type { Database, Sql } from './database.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { splitStatements } from './statements.ts';
import { isMadeAlready } from './violations.ts';

interface Applied {
  readonly number: number;
  readonly checksum: string;
}

export interface MigrateOptions {
  readonly log: Log;
  /** Called before the first statement of a migration of a store that holds something; returns the file written. */
  readonly backup: () => Promise<string>;
  /** The steps to apply; those of this version unless named. */
  readonly migrations?: readonly Migration[];
}

/** Version of the schema that stands in the database; 0 for an empty one. */
export async function appliedVersion(sql: Sql): Promise<number> {
  return (await applied(sql)).at(-1)?.number ?? 0;
}

/**
 * Brings the schema up to date. Each step is one transaction with its record, and a step is applied once whoever else
 * is starting: the record's key decides. STORE_VERSION for a store of a newer Plumbline, MIGRATION_FAILED names the backup.
 */
export async function migrate(database: Database, options: MigrateOptions): Promise<number> {
  const steps = options.migrations ?? MIGRATIONS;
  const known = await applied(database);
  check(known, steps, database.name);
  const due = steps.filter((step) => step.number > (known.at(-1)?.number ?? 0));
  if (due.length === 0) return known.at(-1)?.number ?? 0;
  const file = known.length > 0 ? await options.backup() : null;
  await ensureRecord(database);
  for (const step of due) {
    try {
      await database.transaction((sql) => apply(sql, step));
    } catch (cause) {
      const saved = file === null ? 'the store was empty, so nothing was lost' : `backup: ${file}`;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new PlumblineError('MIGRATION_FAILED', `migration ${step.number} (${step.name}): ${reason}; ${saved}`, {
        cause,
      });
    }
    options.log.info('store migrated', { migration: step.number, name: step.name, backup: file });
  }
  return due.at(-1)?.number ?? 0;
}

async function applied(sql: Sql): Promise<readonly Applied[]> {
  const [table] = await sql.query<{ found: boolean }>("select to_regclass('migrations') is not null as found");
  return table?.found ? await sql.query<Applied>('select number, checksum from migrations order by number') : [];
}

function check(known: readonly Applied[], steps: readonly Migration[], name: string): void {
  for (const { number, checksum } of known) {
    const step = steps.find((candidate) => candidate.number === number);
    if (!step) {
      const newest = steps.at(-1)?.number ?? 0;
      throw new PlumblineError(
        'STORE_VERSION',
        `${name} has schema ${known.at(-1)?.number}, this Plumbline knows ${newest}`,
      );
    }
    if (sha256Hex(step.sql) !== checksum) {
      throw new PlumblineError(
        'STORE_VERSION',
        `${name}: migration ${number} is not the one that was applied to this store`,
      );
    }
  }
}

/** Two processes may both find no table; the loser's failure means that it is there. */
async function ensureRecord(sql: Sql): Promise<void> {
  try {
    await sql.query(`create table if not exists migrations (number integer primary key, name text not null,
      checksum text not null, applied_at timestamptz not null default now())`);
  } catch (error) {
    if (!isMadeAlready(error)) throw error;
  }
}

async function apply(sql: Sql, step: Migration): Promise<void> {
  // Waits for another process that applies the same step, then finds its row.
  await sql.query('lock table migrations in exclusive mode');
  const [done] = await sql.query('select 1 from migrations where number = $1', [step.number]);
  if (done) return;
  for (const statement of splitStatements(step.sql)) await sql.query(statement);
  await sql.query('insert into migrations (number, name, checksum) values ($1, $2, $3)', [
    step.number,
    step.name,
    sha256Hex(step.sql),
  ]);
}
