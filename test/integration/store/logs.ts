import t from 'tap';
import type { Sample } from '../../../services/core/model/run.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import { aLease, aReport, aRun, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

const ID = 'run_00000001';
const key = { runId: ID, attempt: 1, fence: 'fence-1' };

async function running(store: Store): Promise<void> {
  await store.runs.create([aRun()]);
  await store.jobs.lease(ID, aLease());
}

t.test('a log is stored once and read in ranges at characters borders', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await t.rejects(store.runs.readLog(ID, 0, 100), { code: 'NOT_FOUND' });
    await store.runs.create([aRun()]);
    t.same(await store.runs.readLog(ID, 0, 100), { text: '', from: 0, to: 0, total: 0 });
    await store.jobs.lease(ID, aLease());
    await store.runs.appendLog({ ...key, offset: 0, text: 'grün\n' });
    await store.runs.appendLog({ ...key, offset: 0, text: 'grün\n' });
    await store.runs.appendLog({ ...key, offset: 6, text: 'z🎉\u0000\n' });
    // Cut in another way, as a worker does that starts its spool again.
    await store.runs.appendLog({ ...key, offset: 3, text: 'ün\nz🎉\u0000\nend'.slice(1) });
    const text = 'grün\nz🎉\u0000\n';
    const all = await store.runs.readLog(ID, 0, 1000);
    t.equal(all.total, (await store.runs.get(ID))?.logBytes);
    t.ok(all.text.startsWith(text), 'what came again was left out');

    const pieces: string[] = [];
    for (let from = 0; from < all.total; ) {
      const piece = await store.runs.readLog(ID, from, 4);
      pieces.push(piece.text);
      t.ok(piece.to > from, 'a reader always gets on');
      t.notOk(piece.text.includes('\ufffd'), 'no character is torn');
      from = piece.to;
    }
    t.equal(pieces.join(''), all.text);
    t.match(await store.runs.readLog(ID, 3, 100), { from: 4 }, 'from inside a character: from the next one');
    t.same(await store.runs.readLog(ID, 500, 100), { text: '', from: all.total, to: all.total, total: all.total });
    t.same(await store.runs.readLog(ID, 0, 100, 9), { text: '', from: 0, to: 0, total: 0 });
  });
});

t.test('pieces of somebody who lost the run are refused', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await running(store);
    await store.runs.appendLog({ ...key, offset: 0, text: 'first' });
    await t.rejects(store.runs.appendLog({ ...key, fence: 'other', offset: 5, text: 'x' }), { code: 'LEASE_LOST' });
    await store.jobs.lose(ID, noon(61));
    await t.rejects(store.runs.appendLog({ ...key, offset: 5, text: 'x' }), { code: 'LEASE_LOST' });
    await store.jobs.lease(ID, aLease({ fence: 'fence-2' }));
    await t.rejects(store.runs.appendLog({ ...key, offset: 5, text: 'x' }), { code: 'LEASE_LOST' });
    await t.rejects(store.runs.appendSamples({ ...key, first: 0, samples: [] }), { code: 'LEASE_LOST' });
    await store.runs.appendLog({ ...key, attempt: 2, fence: 'fence-2', offset: 0, text: 'second' });
    t.match(await store.runs.readLog(ID, 0, 100), { text: 'second' });
    t.match(await store.runs.readLog(ID, 0, 100, 1), { text: 'first' }, 'a lost attempt keeps its log');
    const huge = 'x'.repeat(1024 * 1024 + 1);
    await t.rejects(store.runs.appendLog({ ...key, attempt: 2, fence: 'fence-2', offset: 6, text: huge }), {
      code: 'BODY_TOO_LARGE',
    });
  });
});

t.test('bytes that never came are skipped, and reading goes on behind them', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await running(store);
    await store.runs.appendLog({ ...key, offset: 0, text: 'head' });
    await store.runs.appendLog({ ...key, offset: 100, text: 'tail' });
    t.same(await store.runs.readLog(ID, 0, 500), { text: 'head', from: 0, to: 4, total: 104 });
    t.same(await store.runs.readLog(ID, 4, 10), { text: '', from: 4, to: 100, total: 104 });
    t.same(await store.runs.readLog(ID, 4, 500), { text: 'tail', from: 100, to: 104, total: 104 });
  });
});

t.test('a log of 64 MB passes in pieces and does not pile up in memory', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await running(store);
    const pieceBytes = 256 * 1024;
    const count = 256;
    const piece = (at: number): string => `${String(at).padStart(8, '0')} ${'épochs of training '.repeat(20_000)}`;
    const texts = (at: number): string =>
      Buffer.from(piece(at))
        .subarray(0, pieceBytes - 1)
        .toString('utf8')
        .replace('\ufffd', '');
    const peak = { rss: 0 };
    const before = process.memoryUsage().rss;
    let offset = 0;
    for (let at = 0; at < count; at += 1) {
      const text = texts(at);
      await store.runs.appendLog({ ...key, offset, text });
      offset += Buffer.byteLength(text);
      peak.rss = Math.max(peak.rss, process.memoryUsage().rss);
    }
    t.equal((await store.runs.get(ID))?.logBytes, offset);
    let from = 0;
    let at = 0;
    let kept = '';
    while (from < offset) {
      const part = await store.runs.readLog(ID, from, 1_000_000);
      kept += part.text;
      from = part.to;
      for (let next = texts(at); at < count && kept.startsWith(next); next = texts(at)) {
        kept = kept.slice(next.length);
        at += 1;
      }
      peak.rss = Math.max(peak.rss, process.memoryUsage().rss);
    }
    t.equal(at, count, 'every piece came back as it was');
    t.equal(kept, '');
    const grown = Math.round((peak.rss - before) / 1024 / 1024);
    t.comment(`${Math.round(offset / 1024 / 1024)} MiB stored and read, memory grew by ${grown} MiB`);
    t.ok(grown < 400, `memory grew by ${grown} MiB, at most 400 (PGlite in memory holds the log itself)`);
  });
});

t.test('samples are stored once and read in order', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await running(store);
    const sample = (line: number): Sample => ({
      metric: line % 2 === 0 ? 'accuracy' : 'loss',
      value: line === 3 ? null : line / 7,
      ...(line === 3 ? { raw: 'NaN' } : {}),
      step: line,
      line: line + 1,
    });
    const samples = Array.from({ length: 10_500 }, (_, at) => sample(at));
    for (let first = 0; first < samples.length; first += 1000) {
      const batch = { ...key, first, samples: samples.slice(first, first + 1000) };
      await store.runs.appendSamples(batch);
      await store.runs.appendSamples(batch);
    }
    await store.runs.appendSamples({ ...key, first: 10_400, samples: [...samples.slice(10_400), sample(10_500)] });
    t.same(await store.runs.samples(ID), [...samples, sample(10_500)]);
    t.equal((await store.runs.samples(ID, 'loss')).length, 5250);
    await t.rejects(store.runs.appendSamples({ ...key, first: 99_999, samples }), { code: 'INPUT_INVALID' });
    t.same(await store.runs.samples('run_unknown'), []);
  });
});

t.test('retention takes logs and samples, and leaves what was measured', async (t) => {
  await eachBackend(t, async (t, { store, database }) => {
    await store.runs.create(Array.from({ length: 250 }, (_, at) => aRun({ id: `run_${at}` })));
    for (let at = 0; at < 250; at += 1) {
      const one = { runId: `run_${at}`, attempt: 1, fence: `fence-${at}` };
      await store.jobs.lease(one.runId, aLease({ fence: one.fence }));
      await store.runs.appendLog({ ...one, offset: 0, text: `log of ${at}` });
      await store.runs.appendSamples({ ...one, first: 0, samples: [{ metric: 'loss', value: 1, line: 1 }] });
      if (at < 240) await store.runs.report(aReport({ ...one, endedAt: noon(at) }), noon(at));
    }
    const limits = { logsBefore: noon(150), samplesBefore: noon(50) };
    t.same(await store.maintenance.retain(limits), { logs: 150, samples: 50, telemetry: 0 });
    t.same(await store.maintenance.retain(limits), { logs: 0, samples: 0, telemetry: 0 });
    t.same(
      await store.runs.readLog('run_10', 0, 100),
      { text: '', from: 0, to: 9, total: 9 },
      'that it was there shows',
    );
    t.match(await store.runs.get('run_10'), { logBytes: 9, outcome: 'measured' });
    t.same(await store.runs.samples('run_10'), []);
    t.equal((await store.runs.samples('run_60')).length, 1);
    t.match(await store.runs.readLog('run_150', 0, 100), { text: 'log of 150' });
    t.match(await store.runs.readLog('run_245', 0, 100), { text: 'log of 245' }, 'a run under way keeps all');
    const [left] = await database.query('select count(*) as count from measurements');
    t.same(left, { count: 240 });
  });
});

t.test('results cannot be changed, not even past the repositories', async (t) => {
  await eachBackend(t, async (t, { store, database }) => {
    await running(store);
    await store.runs.report(aReport(), noon(12));
    for (const statement of [
      'update measurements set value = 1',
      'delete from measurements',
      'truncate measurements',
      'update reports set outcome = null',
      'delete from environments',
      "update documents set bytes = ''",
    ]) {
      await t.rejects(database.query(statement), /immutable/, statement);
    }
    t.same((await store.runs.measurements([ID])).get(ID), aReport().measurements);
  });
});
