import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { openStore, restoreStore } from '../../../services/store/store.ts';
import { TABLES } from '../../../services/store/tables.ts';
import { aPoint, aRun } from '../../support/builders.ts';
import { testFolder } from '../../support/folder.ts';
import { fillStore } from '../../support/full-store.ts';
import { silent } from '../../support/loopback.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { eachBackend } from '../../support/store.ts';

t.test('every table is in the backup', async (t) => {
  await eachBackend(t, async (t, { database }) => {
    const there = await database.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = current_schema() and tablename <> 'migrations'",
    );
    t.same(TABLES.map(({ name }) => name).sort(), there.map(({ name }) => name).sort());
  });
});

t.test('a backup made while the service works is restored on either backend', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await fillStore(store);
    const folder = testFolder(t);
    const file = join(folder, 'backup.gz');
    // The service goes on meanwhile: what it adds is in the backup wholly or not at all.
    const [counts] = await Promise.all([
      store.maintenance.backup(file),
      ...Array.from({ length: 20 }, (_, at) => store.runs.create([aRun({ id: `run_later_${at}` })])),
    ]);
    t.equal((await stat(file)).mode & 0o777, 0o600, 'a backup holds digests of tokens');
    for (const table of TABLES) t.ok((counts[table.name] ?? 0) > 0, `${table.name} has rows`);

    const places = { pglite: { folder: join(folder, 'new') }, postgres: { databaseUrl: await freshDatabase() } };
    for (const place of [places.pglite, places.postgres]) {
      const into = { ...place, log: silent };
      t.same(await restoreStore({ file, into }), counts);
      const restored = await openStore(into);
      const { items } = await restored.runs.list({}, 200);
      t.equal(items.length, counts.runs);
      t.match(await restored.runs.get('run_00000001'), { state: 'ended', outcome: 'measured', logBytes: 786_432 });
      t.equal((await restored.runs.readLog('run_00000001', 262_144, 3)).text, '1111');
      t.same((await restored.series.latest('default'))[0]?.point, aPoint({ value: 1 / 3 }));
      t.same((await restored.series.bands(['ser_00000001'])).get('ser_00000001')?.deviation, 0.1 + 0.2);
      t.equal((await restored.series.bands(['ser_00000001'])).get('ser_00000001')?.high, Number.POSITIVE_INFINITY);
      await restored.runs.create([aRun({ id: 'run_after' })]);
      const again = join(folder, 'again.gz');
      await restored.maintenance.backup(again);
      t.ok(gunzipSync(await readFile(again)).length > 786_432);
      await t.rejects(restoreStore({ file, into }), {
        code: 'folder' in place ? 'STORE_LOCKED' : 'CONFLICT',
      });
      await restored.close();
      await t.rejects(restoreStore({ file, into }), { code: 'CONFLICT' }, 'only into an empty store');
    }
  });
});

t.test('nothing but the rows of the moment differs after backup and restore', async (t) => {
  await eachBackend(t, async (t, { store, emptyPlace }) => {
    await fillStore(store);
    const folder = testFolder(t);
    await store.maintenance.backup(join(folder, 'one.gz'));
    const into = await emptyPlace();
    await restoreStore({ file: join(folder, 'one.gz'), into });
    const restored = await openStore(into);
    await restored.maintenance.backup(join(folder, 'two.gz'));
    await restored.close();
    const lines = async (file: string): Promise<string[]> =>
      gunzipSync(await readFile(join(folder, file)))
        .toString('utf8')
        .split('\n')
        .slice(1, -2);
    t.same(await lines('two.gz'), await lines('one.gz'));
  });
});
