import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { LATEST_SCHEMA_VERSION, PostgresConnection, PostgresQueueBackend, runMigrations } from 'bullmq';
import { PlumblineError } from '../core/errors.ts';
import type { Log } from '../core/ports/base.ts';
import { CLEAN_EVERY_STATEMENTS } from './bounds.ts';
import type { Engine } from './engine.ts';
import { unavailable } from './failure.ts';
import { lockFolder } from './folder-lock.ts';
import { SessionPool } from './session-pool.ts';

/** BullMQ's default schema: a pool that is handed in cannot name another. */
const SCHEMA = 'bullmq';

/**
 * Opens BullMQ's PostgreSQL backend on a PGlite of the queue's own, in this process. A folder that cannot be opened is
 * set aside and a new one is begun: the store is the truth, and the reconciler fills the queue again.
 *
 * Throws STORE_LOCKED when another process has the folder, QUEUE_UNAVAILABLE when not even a new one can be opened.
 *
 * @param requireRoom rejects (DISK_FULL) when a folder's disk has too little room for an embedded database to write.
 */
export async function openEmbedded(
  folder: string,
  log: Log,
  requireRoom: (folder: string) => Promise<void> = async () => undefined,
): Promise<Engine> {
  const unlock = await lockFolder(folder);
  const data = join(folder, 'pglite');
  const room = (): Promise<void> => requireRoom(folder);
  try {
    // A full disk is no damage: the queue that lies there is kept.
    await room();
    const opened = await openData(data, room).catch(async (error: unknown) => {
      if (error instanceof PlumblineError) throw error;
      const aside = `${data}.damaged`;
      log.warn('the queue could not be opened and begins anew', {
        folder: aside,
        error: unavailable(data, error).message,
      });
      await rm(aside, { recursive: true, force: true });
      await rename(data, aside).catch(() => undefined);
      return openData(data, room);
    });
    return engineOn(opened.db, opened.pool, data, log, unlock);
  } catch (error) {
    await unlock();
    throw unavailable(`embedded queue in ${folder}`, error);
  }
}

async function openData(data: string, room: () => Promise<void>): Promise<{ db: PGlite; pool: SessionPool }> {
  const db = await PGlite.create(data);
  try {
    const pool = new SessionPool(db, CLEAN_EVERY_STATEMENTS, room);
    const found = await pool.query(`SELECT to_regclass('${SCHEMA}.migration') IS NOT NULL AS here`);
    const [row] = (found.rows as { here: boolean }[]).values();
    const version = row?.here
      ? await pool.query(`SELECT COALESCE(MAX(version), 0)::int AS version FROM ${SCHEMA}.migration`)
      : { rows: [] };
    if (((version.rows as { version: number }[])[0]?.version ?? 0) < LATEST_SCHEMA_VERSION) {
      const client = await pool.connect();
      await runMigrations(client, SCHEMA);
      client.release();
    }
    // One session serves every caller, so the schema is chosen once.
    await pool.query(`SET search_path TO ${SCHEMA}`);
    return { db, pool };
  } catch (error) {
    await db.close().catch(() => undefined);
    throw error;
  }
}

function engineOn(db: PGlite, pool: SessionPool, data: string, log: Log, unlock: () => Promise<void>): Engine {
  const where = `embedded queue in ${data}`;
  const connection = new PostgresConnection(pool);
  // PGlite has neither autovacuum nor checkpointer: rows of finished jobs and the write-ahead log would stay for ever.
  pool.on('due', () => {
    pool
      .query('VACUUM')
      .then(() => pool.query('CHECKPOINT'))
      .catch((error: unknown) => {
        log.warn('the queue could not be cleaned up', { error: unavailable(where, error).message });
      });
  });
  return {
    where,
    connection: pool,
    backend: (name, options) => new PostgresQueueBackend(connection, name, { ...options, connection: pool }, false),
    // Here the lock is a column of the job.
    dropLock: async () => undefined,
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close: async () => {
      await connection.close();
      await db.close();
      await unlock();
    },
  };
}
