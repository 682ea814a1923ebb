import pg from 'pg';
import { PlumblineError } from '../core/errors.ts';
import type { Database, Row, Sql } from './database.ts';
import { instantFromText } from './instants.ts';
import { bindValues } from './values.ts';
import { isDiskFull } from './violations.ts';

/** Connections one process holds at most. */
const POOL_MAX_CONNECTIONS = 10;
/** How long a connection may take to open, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Tries of a transaction that lost against another one (serialisation failure or deadlock). */
const TRANSACTION_TRIES = 5;
const LOST_RACE: ReadonlySet<string> = new Set(['40001', '40P01']);
/** SQLSTATEs of a server that is away: connection exceptions, shutting down, starting, too many clients, wrong login or name. */
const AWAY = /^(?:08...|57P0[123]|53300|28...|3D000)$/;

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.TIMESTAMPTZ) return instantFromText;
    if (oid === pg.types.builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** Opens a pool to a PostgreSQL server. The first statement connects; a server that is away is STORE_UNAVAILABLE. */
export function openPostgres(databaseUrl: string): Database {
  const name = nameOf(databaseUrl);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types,
    application_name: 'plumbline',
    // Instants are read as text, in UTC.
    onConnect: async (client) => {
      // A connection that breaks between two statements fails the next one; without a listener it would end the process.
      client.on('error', () => undefined);
      await client.query("set time zone 'UTC'");
    },
  });
  // The pool replaces an idle connection that broke.
  pool.on('error', () => undefined);
  return {
    name,
    query: (text, values) => guard(name, () => ask(pool).query(text, values)),
    transaction: (work) => guard(name, () => transact(pool, work, 'begin')),
    snapshot: (read) => guard(name, () => transact(pool, read, 'begin isolation level repeatable read read only')),
    async close() {
      if (!pool.ended) await pool.end();
    },
  };
}

function ask(target: pg.Pool | pg.PoolClient): Sql {
  return {
    async query<R = Row>(text: string, values: readonly unknown[] = []): Promise<R[]> {
      const bound = bindValues(text, values);
      const answer = await target.query(bound.length > 0 ? { text, values: bound } : text);
      return answer.rows as R[];
    },
  };
}

async function transact<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>, begin: string): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken = false;
    try {
      await client.query(begin);
      const result = await work(ask(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      if (attempt >= TRANSACTION_TRIES || !LOST_RACE.has(codeOf(error))) throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function guard<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    const code = codeOf(error);
    if (isDiskFull(error)) throw new PlumblineError('DISK_FULL', `the disk of the database at ${name} is full`);
    const fromServer = error instanceof pg.DatabaseError && !AWAY.test(code);
    if (fromServer) throw error;
    const reason = code === '' && error instanceof Error ? error.message : code;
    // The cause is left out: a driver's error may quote the connection string.
    throw new PlumblineError('STORE_UNAVAILABLE', `the database at ${name} did not answer: ${reason}`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Host, port and database of a URL, without user and password. */
export function nameOf(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    const host = url.hostname || url.searchParams.get('host') || 'localhost';
    return `${host}:${url.port || '5432'}${url.pathname}`;
  } catch {
    throw new PlumblineError(
      'CONFIG_INVALID',
      'the database URL cannot be read (it is not shown: it may hold a password)',
    );
  }
}
