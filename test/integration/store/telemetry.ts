import t from 'tap';
import type { TelemetryRow } from '../../../services/core/model/job.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import { TELEMETRY_ROWS_MAX } from '../../../services/core/telemetry/rate.ts';
import { aLease, aReport, aRun, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

const ID = 'run_00000001';
const key = { runId: ID, attempt: 1, fence: 'fence-1' };

async function running(store: Store): Promise<void> {
  await store.runs.create([aRun()]);
  await store.jobs.lease(ID, aLease());
}

const rows = (from: number, count: number): TelemetryRow[] =>
  Array.from({ length: count }, (_, at) => ({ timeMs: from + at, device: 'GPU-1a', throttled: ['heat'] }));

t.test('telemetry is stored once, whoever repeats it, and read in parts of any size', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await running(store);
    t.same(await store.telemetry.read(ID, 0, 10), { rows: [], next: null });
    for (let first = 0; first < 10_500; first += 1000) {
      const batch = { ...key, first, rows: rows(first, Math.min(1000, 10_500 - first)) };
      await store.telemetry.append(batch);
      await store.telemetry.append(batch);
    }
    t.same(await store.telemetry.read(ID, 0, 20_000), { rows: rows(0, 10_500), next: null });
    const read: TelemetryRow[] = [];
    let next: number | null = 0;
    while (next !== null) {
      const part = await store.telemetry.read(ID, next, 1234);
      read.push(...part.rows);
      next = part.next;
    }
    t.same(read, rows(0, 10_500));
    t.same(await store.telemetry.read(ID, 99_999, 10), { rows: [], next: null });
    t.same(await store.telemetry.read('run_unknown', 0, 10), { rows: [], next: null });
  });
});

t.test('a hole, an empty batch, a lost claim and a flood', async (t) => {
  await eachBackend(t, async (t, { store, database }) => {
    await running(store);
    await store.telemetry.append({ ...key, first: 0, rows: rows(0, 2) });
    await store.telemetry.append({ ...key, first: 2, rows: [] });
    await store.telemetry.append({ ...key, first: 5, rows: rows(5, 2) });
    t.same(await store.telemetry.read(ID, 0, 10), { rows: [...rows(0, 2), ...rows(5, 2)], next: null });
    t.same(await store.telemetry.read(ID, 3, 10), { rows: rows(5, 2), next: null });
    await t.rejects(store.telemetry.append({ ...key, fence: 'another', first: 7, rows: rows(7, 1) }), {
      code: 'LEASE_LOST',
    });
    await database.query('update attempts set telemetry = $1', [TELEMETRY_ROWS_MAX]);
    await t.rejects(store.telemetry.append({ ...key, first: 9, rows: rows(9, 1) }), { code: 'INPUT_INVALID' });
    t.equal((await store.telemetry.read(ID, 0, 10)).rows.length, 4, 'what was over the bound is not there');
  });
});

t.test('a second attempt has telemetry of its own, and retention takes it with the samples', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await running(store);
    await store.telemetry.append({ ...key, first: 0, rows: rows(0, 3) });
    await store.runs.report(aReport({ outcome: 'disk-full', endedAt: noon(11) }), noon(12));
    await store.jobs.lease(ID, aLease({ fence: 'fence-2' }));
    t.same(await store.telemetry.read(ID, 0, 10), { rows: [], next: null });
    await store.telemetry.append({ ...key, attempt: 2, fence: 'fence-2', first: 0, rows: rows(7, 1) });
    t.same((await store.telemetry.read(ID, 0, 10)).rows, rows(7, 1));
    await store.runs.report(aReport({ attempt: 2, fence: 'fence-2', endedAt: noon(20) }), noon(21));
    const retain = (minute: number) =>
      store.maintenance.retain({ logsBefore: noon(minute), samplesBefore: noon(minute) });
    t.match(await retain(15), { telemetry: 1 });
    t.equal((await store.telemetry.read(ID, 0, 10)).rows.length, 1);
    t.match(await retain(30), { telemetry: 1 });
    t.match(await retain(30), { telemetry: 0 });
    t.same((await store.telemetry.read(ID, 0, 10)).rows, []);
  });
});
