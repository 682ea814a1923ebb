import { cp, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import { PlumblineError } from '../core/errors.ts';
import type { Database, Row, Sql } from './database.ts';
import { instantFromText } from './instants.ts';
import { mayWrite, requireRoom } from './room.ts';
import { createTurns } from './turns.ts';
import { bindValues } from './values.ts';
import { isDiskFull } from './violations.ts';

/** Options of the engine. Without a folder everything lives in memory; `template` is a dumped data folder to start from. */
export interface PgliteOptions {
  readonly folder?: string;
  readonly template?: Blob;
}

/** Between a data folder's name and the number of a copy of it. */
export const COPY_MARK = '-copy-';

const PARSERS = {
  [types.TIMESTAMPTZ]: instantFromText,
  [types.INT8]: (text: string) => Number(text),
};

/**
 * Opens PGlite in this process. It is one session: `transaction` is exclusive in the engine, and statements from outside
 * wait for its end, so nothing can slip into somebody else's transaction. STORE_UNAVAILABLE; DISK_FULL for want of room,
 * when something is written and at the start.
 */
export async function openPglite(options: PgliteOptions): Promise<Database> {
  const { folder } = options;
  const name = folder ?? 'memory';
  const room = async (): Promise<void> => {
    if (folder !== undefined) await requireRoom(folder);
  };
  const engine = await start(options, name);
  const turns = createTurns();
  return {
    name,
    query: (text, values) =>
      guard(name, async () => {
        if (mayWrite(text)) await room();
        return turns.next(() => ask(engine).query(text, values));
      }),
    transaction: (work) =>
      guard(name, async () => {
        await room();
        return turns.next(() => engine.transaction((inner) => work(ask(inner))));
      }),
    snapshot: (read) =>
      guard(name, () => (options.folder ? readCopy(engine, options.folder, read) : readHere(engine, read))),
    async close() {
      if (!engine.closed) await engine.close();
    },
  };
}

function ask(target: Pick<PGlite, 'query'>): Sql {
  return {
    async query<R = Row>(text: string, values: readonly unknown[] = []): Promise<R[]> {
      return (await target.query<R>(text, bindValues(text, values))).rows;
    },
  };
}

async function readHere<T>(engine: PGlite, read: (sql: Sql) => Promise<T>): Promise<T> {
  return await engine.transaction(async (inner) => {
    await inner.query('set transaction isolation level repeatable read read only');
    return await read(ask(inner));
  });
}

let copies = 0;

/**
 * One session cannot read for minutes and take heartbeats meanwhile. So others wait only while the files are copied,
 * which is what a crash at that instant would leave, and a second engine reads from the copy.
 */
async function readCopy<T>(engine: PGlite, folder: string, read: (sql: Sql) => Promise<T>): Promise<T> {
  copies += 1;
  const copy = `${folder}${COPY_MARK}${copies}`;
  try {
    await engine.transaction(() => cp(folder, copy, { recursive: true }));
    const second = await start({ folder: copy }, copy);
    try {
      return await readHere(second, read);
    } finally {
      await second.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function start(options: PgliteOptions, name: string): Promise<PGlite> {
  if (options.folder !== undefined) await requireRoom(dirname(options.folder));
  try {
    const engine = await PGlite.create({ dataDir: options.folder, loadDataDir: options.template, parsers: PARSERS });
    await engine.exec("set time zone 'UTC'");
    return engine;
  } catch (cause) {
    throw new PlumblineError('STORE_UNAVAILABLE', `the embedded database in ${name} did not start: ${text(cause)}`, {
      cause,
    });
  }
}

/** An error with an SQLSTATE is the statement's; any other means that the engine itself is closed or broken. */
async function guard<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDiskFull(error))
      throw new PlumblineError('DISK_FULL', `the disk of ${name}: ${text(error)}`, { cause: error });
    if (error instanceof PlumblineError || (error instanceof Error && 'code' in error)) throw error;
    throw new PlumblineError('STORE_UNAVAILABLE', `the embedded database in ${name} failed: ${text(error)}`, {
      cause: error,
    });
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
