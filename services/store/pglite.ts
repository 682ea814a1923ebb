import { PGlite, types } from '@electric-sql/pglite';
import { PlumblineError } from '../core/errors.ts';
import type { Database, Row, Sql } from './database.ts';
import { instantFromText } from './instants.ts';
import { bindValues } from './values.ts';

/** Options of the engine. Without a folder everything lives in memory; `template` is a dumped data folder to start from. */
export interface PgliteOptions {
  readonly folder?: string;
  readonly template?: Blob;
}

const PARSERS = {
  [types.TIMESTAMPTZ]: instantFromText,
  [types.INT8]: (text: string) => Number(text),
};

/**
 * Opens PGlite in this process. It is one session: `transaction` is exclusive in the engine, and statements from outside
 * wait for its end, so nothing can slip into somebody else's transaction.
 */
export async function openPglite(options: PgliteOptions): Promise<Database> {
  const name = options.folder ?? 'memory';
  const engine = await start(options, name);
  const ask = (target: Pick<PGlite, 'query'>): Sql => ({
    async query<R = Row>(text: string, values: readonly unknown[] = []): Promise<R[]> {
      return (await target.query<R>(text, bindValues(text, values))).rows;
    },
  });
  return {
    name,
    query: (text, values) => guard(name, () => ask(engine).query(text, values)),
    transaction: (work, settings) =>
      guard(name, () =>
        engine.transaction(async (inner) => {
          if (settings?.snapshot) await inner.query('set transaction isolation level repeatable read');
          return await work(ask(inner));
        }),
      ),
    async close() {
      if (!engine.closed) await engine.close();
    },
  };
}

async function start(options: PgliteOptions, name: string): Promise<PGlite> {
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
    if (error instanceof PlumblineError || (error instanceof Error && 'code' in error)) throw error;
    throw new PlumblineError('STORE_UNAVAILABLE', `the embedded database in ${name} failed: ${text(error)}`, {
      cause: error,
    });
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
