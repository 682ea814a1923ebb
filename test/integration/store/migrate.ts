import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { migrate } from '../../../services/store/migrate.ts';
import { MIGRATIONS } from '../../../services/store/migrations/index.ts';
import { openPglite } from '../../../services/store/pglite.ts';
import { openStore, restoreStore } from '../../../services/store/store.ts';
import { aRun } from '../../support/builders.ts';
import { testFolder } from '../../support/folder.ts';
import { silent } from '../../support/loopback.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { eachBackend, storeFolder } from '../../support/store.ts';

const noBackup = async (): Promise<string> => 'none';
const next = (sql: string) => [...MIGRATIONS, { number: 99, name: 'next', sql }];

t.test('a store is migrated once, whoever starts it', async (t) => {
  const databaseUrl = await freshDatabase();
  const stores = await Promise.all([1, 2, 3, 4].map(() => openStore({ databaseUrl, log: silent })));
  for (const store of stores) {
    t.equal(await store.maintenance.schemaVersion(), MIGRATIONS.at(-1)?.number);
    await store.close();
  }
});

t.test('a failed migration leaves the store as it was and names the backup', async (t) => {
  await eachBackend(t, async (t, { store, database, emptyPlace }) => {
    await store.runs.create([aRun()]);
    const file = join(testFolder(t), 'before.gz');
    const backup = async (): Promise<string> => {
      await store.maintenance.backup(file);
      return file;
    };
    const migrations = next('create table half (id text);\ninsert into nowhere values (1);');
    await t.rejects(migrate(database, { log: silent, backup, migrations }), {
      code: 'MIGRATION_FAILED',
      message: /99 \(next\).*nowhere.*backup: .*before\.gz/,
    });
    t.same(await database.query("select to_regclass('half')::text as found"), [{ found: null }]);
    t.match(await store.runs.get('run_00000001'), { state: 'queued' });
    const into = await emptyPlace();
    await restoreStore({ file, into });
    const restored = await openStore(into);
    t.match(await restored.runs.get('run_00000001'), { state: 'queued' });
    await restored.close();
  });
});

t.test('a store of a newer or altered Plumbline is refused', async (t) => {
  await eachBackend(t, async (t, { database }) => {
    const log = silent;
    t.equal(await migrate(database, { log, backup: noBackup, migrations: next('create table more (id text)') }), 99);
    await t.rejects(migrate(database, { log, backup: noBackup }), { code: 'STORE_VERSION', message: /99.*knows/ });
    const migrations = next('create table other (id text)');
    await t.rejects(migrate(database, { log, backup: noBackup, migrations }), { code: 'STORE_VERSION', message: /99/ });
  });
});

t.test('a store with an older schema is backed up and brought up to date when it is opened', async (t) => {
  const folder = join(testFolder(t), 'old');
  const empty = await openStore({ folder, log: silent });
  await empty.close();
  // Takes the store back by one step, as an older version left it.
  const database = await openPglite({ folder: join(folder, 'data') });
  const last = MIGRATIONS.at(-1);
  const backups = join(folder, 'backups');
  await database.query('delete from migrations where number = $1', [last?.number]);
  await database.close();
  await t.rejects(openStore({ folder, log: silent }), { code: 'MIGRATION_FAILED', message: new RegExp(backups) });
  t.ok(existsSync(join(backups, `before-migration-of-schema-${(last?.number ?? 0) - 1}.jsonl.gz`)));
});

t.test('an existing store opens with what it held', async (t) => {
  const folder = await storeFolder(t);
  const first = await openStore({ folder, log: silent });
  await first.runs.create([aRun()]);
  await first.close();
  const second = await openStore({ folder, log: silent });
  t.match(await second.runs.get('run_00000001'), { id: 'run_00000001' });
  await second.close();
  await t.rejects(openStore({ log: silent }), { code: 'CONFIG_INVALID' });
});
