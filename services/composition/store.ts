import type { Config } from '../core/model/config.ts';
import { restoreStore } from '../store/store.ts';
import { openConfiguredStore, storeOptions } from './adapters.ts';
import { createLog } from './log.ts';

/** Opens the store, which brings its schema up to date, and says which version it has. */
export async function migrate(config: Config): Promise<{ readonly version: number }> {
  const store = await openConfiguredStore(config, createLog(config.state));
  try {
    return { version: await store.maintenance.schemaVersion() };
  } finally {
    await store.close();
  }
}

/** Writes a backup; the rows by table. */
export async function backup(config: Config, file: string): Promise<Readonly<Record<string, number>>> {
  const store = await openConfiguredStore(config, createLog(config.state));
  try {
    return await store.maintenance.backup(file);
  } finally {
    await store.close();
  }
}

/** Fills an empty store from a backup; the rows by table. */
export function restore(config: Config, file: string): Promise<Readonly<Record<string, number>>> {
  return restoreStore({ file, into: storeOptions(config, createLog(config.state)) });
}
