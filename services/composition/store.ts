import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createApiClient } from '../client/client.ts';
import { PlumblineError } from '../core/errors.ts';
import type { Config } from '../core/model/config.ts';
import { restoreStore } from '../store/store.ts';
import { openConfiguredStore, storeOptions } from './adapters.ts';
import { findService, readAdminToken } from './discovery.ts';
import { createLog } from './log.ts';

/** A backup holds everything: only its owner reads it. */
const BACKUP_MODE = 0o600;

/** Opens the store, which brings its schema up to date, and says which version it has. */
export async function migrate(config: Config): Promise<{ readonly version: number }> {
  const store = await openConfiguredStore(config, createLog(config.state));
  try {
    return { version: await store.maintenance.schemaVersion() };
  } finally {
    await store.close();
  }
}

/** Writes a backup, through the running service where there is one; the rows by table. */
export async function backup(config: Config, file: string): Promise<Readonly<Record<string, number>>> {
  const running = await findService(config.state);
  if (running) {
    const token = config.token ?? readAdminToken(config.state);
    const { rows, body } = await createApiClient({ baseUrl: running.url, token }).backup();
    await pipeline(Readable.fromWeb(body as WebStream), createWriteStream(file, { mode: BACKUP_MODE }));
    return rows;
  }
  const store = await openConfiguredStore(config, createLog(config.state));
  try {
    return await store.maintenance.backup(file);
  } finally {
    await store.close();
  }
}

/** Fills an empty store from a backup; the rows by table. CONFLICT while a service runs on the store. */
export async function restore(config: Config, file: string): Promise<Readonly<Record<string, number>>> {
  const running = await findService(config.state);
  if (running) {
    throw new PlumblineError('CONFLICT', `a service runs at ${running.url} (process ${running.pid}): stop it first`);
  }
  return restoreStore({ file, into: storeOptions(config, createLog(config.state)) });
}
