import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import type { Store } from '../../../services/core/ports/store.ts';
import { openStore, restoreStore } from '../../../services/store/store.ts';
import { TABLES } from '../../../services/store/tables.ts';
import {
  aBand,
  aLease,
  aMetric,
  aNight,
  anExperiment,
  anIncident,
  aPoint,
  aReport,
  aRun,
  aSeries,
  aVerdict,
  NOON,
  noon,
} from '../../support/builders.ts';
import { silent } from '../../support/loopback.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { eachBackend, memoryStore } from '../../support/store.ts';

/** Something in every table. */
async function fill(store: Store): Promise<void> {
  const nightId = 'night_00000001';
  await store.nights.plan(aNight(), [aRun({ purpose: 'night', nightId }), aRun({ id: 'run_00000002' })]);
  await store.jobs.lease('run_00000002', aLease({ fence: 'fence-2' }));
  await store.jobs.lease('run_00000001', aLease());
  const key = { runId: 'run_00000001', attempt: 1, fence: 'fence-1' };
  for (let at = 0; at < 3; at += 1) {
    await store.runs.appendLog({ ...key, offset: at * 262_144, text: String(at).repeat(262_144) });
  }
  await store.runs.appendSamples({ ...key, first: 0, samples: [{ metric: 'loss', value: 0.1, line: 1 }] });
  await store.runs.report(aReport(), noon(12));
  await store.series.ensure(aSeries(), aMetric(), 'ser_00000001');
  await store.series.putBand(aBand({ high: Number.POSITIVE_INFINITY, deviation: 0.1 + 0.2 }));
  await store.nights.closeDue(noon(20));
  await store.nights.judge(nightId, {
    points: [aPoint({ value: 1 / 3 })],
    verdicts: [aVerdict({ band: aBand() })],
    newIncidents: [anIncident({ state: 'suspected' })],
    changedIncidents: [],
    events: [{ incidentId: 'inc_00000001', at: NOON, from: null, to: 'suspected', actor: 'judge', reason: 'ü🎉' }],
    experiments: [anExperiment({ incidentId: 'inc_00000001' })],
    outbox: [{ id: 'out_1', incidentId: 'inc_00000001', action: { kind: 'comment', body: 'b' }, createdAt: NOON }],
  });
  const issue = { incidentId: 'inc_00000001', repository: 'o/r', number: 7, url: 'http://x/7', state: 'open' } as const;
  await store.outbox.sent('out_1', issue);
  const token = { id: 'tok_1', name: 'n', role: 'admin', platform: null, createdAt: NOON, revokedAt: null } as const;
  await store.tokens.create({ ...token, sha256: 'a'.repeat(64) });
  await store.idempotency.claim('key', 'body', NOON);
  await store.hosts.seen({ host: 'host-a', platform: 'cpu-x86_64', workerId: 'wrk_1', seenAt: NOON });
  const move = { id: 'mov_1', project: 'default', benchmark: 'digits', platform: 'cpu-x86_64', at: NOON };
  await store.channels.record({ ...move, changes: [] });
}

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
    await fill(store);
    const folder = t.testdir();
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
    await fill(store);
    const folder = t.testdir();
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

t.test('a damaged backup is refused before anything is written', async (t) => {
  const store = await memoryStore();
  await fill(store);
  const folder = t.testdir({ 'plain.txt': 'hello', 'empty.gz': gzipSync('') });
  const file = join(folder, 'good.gz');
  await store.maintenance.backup(file);
  await store.close();
  const text = gunzipSync(await readFile(file)).toString('utf8');
  const lines = text.trimEnd().split('\n');
  const [header = '', ...rest] = lines;
  const damaged: Record<string, { bytes: Buffer; reason: RegExp; code?: string }> = {
    'cut-stream.gz': { bytes: (await readFile(file)).subarray(0, 2000), reason: /unexpected end of file/ },
    'cut-lines.gz': { bytes: gzipSync(`${lines.slice(0, -1).join('\n')}\n`), reason: /cut off/ },
    'changed.gz': { bytes: gzipSync(text.replace('run_00000002', 'run_00000009')), reason: /SHA-256/ },
    'trailing.gz': { bytes: gzipSync(`${text}{"table":"runs","rows":[]}\n`), reason: /follows its last line/ },
    'no-json.gz': { bytes: gzipSync(`${header}\nnot json\n`), reason: /JSON/ },
    'other-table.gz': { bytes: gzipSync(`${header}\n{"table":"pg_authid","rows":[]}\n`), reason: /neither a page/ },
    'other-format.gz': { bytes: gzipSync('{"format":"x"}\n'), reason: /no header/ },
    'format-2.gz': { bytes: gzipSync(header.replace('"formatVersion":1', '"formatVersion":2')), reason: /format 2/ },
    'newer.gz': {
      bytes: gzipSync([header.replace(/"schemaVersion":\d+/, '"schemaVersion":999'), ...rest].join('\n')),
      reason: /999/,
      code: 'STORE_VERSION',
    },
  };
  for (const [name, { bytes }] of Object.entries(damaged)) await writeFile(join(folder, name), bytes);
  const cases = {
    ...damaged,
    'plain.txt': { reason: /header/ },
    'empty.gz': { reason: /empty/ },
    'missing.gz': { reason: /ENOENT/ },
  };
  const databaseUrl = await freshDatabase();
  for (const [name, { reason, ...expected }] of Object.entries(cases)) {
    const code = 'code' in expected && expected.code ? expected.code : 'BACKUP_INVALID';
    const attempt = restoreStore({ file: join(folder, name), into: { databaseUrl, log: silent } });
    await t.rejects(attempt, { code, message: reason }, name);
  }
  t.ok(
    await restoreStore({ file, into: { databaseUrl, log: silent } }),
    'the place is still empty, and the good one fits',
  );
});
