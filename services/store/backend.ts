import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlumblineError } from '../core/errors.ts';
import type { Database } from './database.ts';
import { lockFolder } from './lock.ts';
import { COPY_MARK, openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/** Where a store lives: a folder of its own (PGlite in this process) or a PostgreSQL server. */
export interface StorePlace {
  readonly folder?: string;
  readonly databaseUrl?: string;
  /** Folder for the backups that come before a migration; beside the data, or the system's temporary folder for a server. */
  readonly backups?: string;
}

/** A folder's layout: `data/` is PGlite's, `backups/` and the lock files lie beside it. */
const DATA = 'data';

/** Opens the database of a place; closing it gives the folder free. */
export async function openBackend(
  place: StorePlace,
): Promise<{ readonly database: Database; readonly backups: string }> {
  if (place.databaseUrl !== undefined) {
    return { database: openPostgres(place.databaseUrl), backups: place.backups ?? tmpdir() };
  }
  if (place.folder === undefined)
    throw new PlumblineError('CONFIG_INVALID', 'a store needs a folder or a database URL');
  await mkdir(place.folder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(place.folder);
  try {
    await removeCopies(place.folder);
    const database = await openPglite({ folder: join(place.folder, DATA) });
    const close = async (): Promise<void> => {
      await database.close();
      await unlock();
    };
    return { database: { ...database, close }, backups: place.backups ?? join(place.folder, 'backups') };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Copies that a process left which died in a backup. */
async function removeCopies(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${DATA}${COPY_MARK}`)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
