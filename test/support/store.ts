import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Store } from '../../services/core/ports/store.ts';
import type { Database } from '../../services/store/database.ts';
import { openPglite } from '../../services/store/pglite.ts';
import { openPostgres } from '../../services/store/postgres.ts';
import { openStore, type StoreOptions, storeOver } from '../../services/store/store.ts';
import { testFolder } from './folder.ts';
import { silent } from './loopback.ts';
import { freshDatabase } from './postgres.ts';
import { copyTemplate, templateBlob } from './store-template.ts';

/** An empty store in memory; close it yourself. */
export async function memoryStore(): Promise<Store> {
  return storeOver(await memoryDatabase());
}

/** The database behind such a store, for tests that look below it. */
export async function memoryDatabase(): Promise<Database> {
  return await openPglite({ template: await templateBlob() });
}

/** An empty store in memory that is closed with the test. */
export async function temporaryStore(t: Test): Promise<Store> {
  const store = await memoryStore();
  t.teardown(() => store.close());
  return store;
}

/** A folder of the test with an empty migrated store in it. */
export async function storeFolder(t: Test): Promise<string> {
  const folder = join(testFolder(t), 'store');
  await copyTemplate(folder);
  return folder;
}

/** One backend under test: a store on an empty database of its own, and what is below. */
export interface Backend {
  readonly name: 'pglite' | 'postgres';
  readonly store: Store;
  /** For looking below the store: the same rows, past the repositories. */
  readonly database: Database;
  /** A place that holds no store yet, on the same backend. */
  emptyPlace(): Promise<StoreOptions>;
}

/** Runs the same test on PGlite and on a PostgreSQL server, each time on an empty store. */
export async function eachBackend(t: Test, run: (t: Test, backend: Backend) => Promise<void>): Promise<void> {
  await t.test('pglite', async (t) => {
    const database = await memoryDatabase();
    t.teardown(() => database.close());
    // Not `testFolder(t)`: it would empty the folder that the test itself made.
    const emptyPlace = async (): Promise<StoreOptions> => {
      const folder = await mkdtemp(join(tmpdir(), 'plumbline-test-empty-'));
      t.teardown(() => rm(folder, { recursive: true, force: true }));
      return { folder, log: silent };
    };
    await run(t, { name: 'pglite', store: storeOver(database), database, emptyPlace });
  });
  await t.test('postgres', async (t) => {
    const databaseUrl = await freshDatabase();
    const store = await openStore({ databaseUrl, log: silent });
    const database = openPostgres(databaseUrl);
    t.teardown(async () => {
      await database.close();
      await store.close();
    });
    const emptyPlace = async (): Promise<StoreOptions> => ({ databaseUrl: await freshDatabase(), log: silent });
    await run(t, { name: 'postgres', store, database, emptyPlace });
  });
}
