import { readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { RunReport } from '../../../services/core/model/job.ts';
import { markerText } from '../../../workers/spool/marker.ts';
import type { Outbox } from '../../../workers/spool/outbox.ts';
import { openSpool } from '../../../workers/spool/spool.ts';
import { FakeDoor } from '../../support/door.ts';
import { testFolder } from '../../support/folder.ts';
import { testLog } from '../../support/worker.ts';

// The spool's bound over all attempts: log text gives way, oldest first and marked, and nothing else.

const never = new AbortController().signal;
const away = new PlumblineError('API_UNAVAILABLE', 'away');
const KIB = 1024;

function setUp(t: Test, maxBytes: number) {
  const door = new FakeDoor();
  door.failing = () => away;
  const log = testLog({ comment: () => undefined });
  const root = `${testFolder(t)}/spool`;
  return { door, log, root, open: () => openSpool({ root, maxBytes, door, clock: systemClock, log }) };
}

/** One attempt that writes like a run: log pieces that follow each other, numbered samples and rows. */
function writer(outbox: Outbox, runId: string) {
  const proof = { fence: runId, runId, attempt: 1 };
  let offset = 0;
  let first = 0;
  let row = 0;
  return {
    proof,
    printed: () => offset,
    async log(bytes: number, letter = 'x') {
      const text = `${letter.repeat(bytes - 1)}\n`;
      await outbox.put({ kind: 'log', jobId: runId, body: { ...proof, offset, text } });
      offset += bytes;
    },
    async samples() {
      const samples = [{ metric: 'a', value: first, line: 1, step: null, timeMs: null }];
      await outbox.put({ kind: 'samples', jobId: runId, body: { ...proof, first, samples } as never });
      first += 1;
    },
    async telemetry(rows: number) {
      const list = Array.from({ length: rows }, (_, at) => ({ timeMs: row + at }));
      await outbox.put({ kind: 'telemetry', jobId: runId, body: { ...proof, first: row, rows: list } });
      row += rows;
    },
    report: () =>
      outbox.put({
        kind: 'report',
        jobId: runId,
        body: { ...proof, outcome: 'measured', logBytes: offset, logDropped: 0 } as unknown as RunReport,
      }),
  };
}

/** The log as the store keeps it: bytes it has are left out, holes stay holes. */
function stored(door: FakeDoor, runId: string): { start: number; text: string }[] {
  let end = 0;
  const parts: { start: number; text: string }[] = [];
  for (const piece of door.pieces.filter((one) => one.runId === runId)) {
    const fresh = Buffer.from(piece.text).subarray(Math.max(0, end - piece.offset));
    if (fresh.length === 0) continue;
    const start = Math.max(piece.offset, end);
    parts.push({ start, text: fresh.toString() });
    end = start + fresh.length;
  }
  return parts;
}

t.test('the oldest text goes, with a line in its place and in the report; measurements stay', async (t) => {
  const { door, log, root, open } = setUp(t, 640 * KIB);
  const spool = await open();
  const [old, young] = [await spool.open('run_1', 'run_1', 1), await spool.open('run_2', 'run_2', 1)];
  const [one, two] = [writer(old, 'run_1'), writer(young, 'run_2')];
  for (let turn = 0; turn < 10; turn += 1) {
    await one.log(32 * KIB, String(turn));
    await one.samples();
  }
  await one.report();
  for (let turn = 0; turn < 10; turn += 1) await two.log(32 * KIB, String(turn));
  await two.report();
  t.ok(diskOf(root) <= 640 * KIB, `${diskOf(root)} bytes on disk`);
  t.match(log.lines.join('\n'), /the oldest of it was dropped/);

  door.failing = () => null;
  await Promise.all([old.settled(never), young.settled(never)]);
  const [kept, whole] = [stored(door, 'run_1'), stored(door, 'run_2')];
  const report = door.reports.find(({ runId }) => runId === 'run_1') as RunReport;
  t.ok(report.logDropped > 0);
  t.equal(report.logDropped + report.logBytes, one.printed(), 'every byte is counted');
  t.equal(kept[0]?.text[0], '0', 'the piece that may be under way stays');
  t.match(
    kept[1],
    { start: 32 * KIB, text: markerText(report.logDropped) },
    'then the words, in the place of the text',
  );
  t.equal(kept[2]?.start, 32 * KIB + report.logDropped, 'what follows keeps its offsets');
  t.equal(kept.at(-1)?.text[0], '9');
  t.equal(door.batches.length, 10, 'no sample is dropped');
  t.equal(whole.length, 10, 'the younger attempt has all of its log');
  t.match(
    door.reports.find(({ runId }) => runId === 'run_2'),
    { logDropped: 0 },
  );
  t.same(readdirSync(root), []);
});

t.test('telemetry goes when there is no more text, and is numbered without what went', async (t) => {
  const { door, open } = setUp(t, 64 * KIB);
  const spool = await open();
  const outbox = await spool.open('run_1', 'run_1', 1);
  const run = writer(outbox, 'run_1');
  await run.samples();
  for (let turn = 0; turn < 100; turn += 1) await run.telemetry(10);
  await run.report();
  door.failing = () => null;
  await outbox.settled(never);
  let next = 0;
  for (const { first, rows } of door.telemetries) {
    t.equal(first, next);
    next += rows.length;
  }
  t.ok(next > 0 && next < 1000, `${next} of 1000 rows`);
  t.equal(door.telemetries.at(-1)?.rows.at(-1)?.timeMs, 999, 'the newest is there');
  t.equal(door.reports.length, 1);
});

t.test('what is never dropped may go over the bound, and that is said', async (t) => {
  const { door, log, open } = setUp(t, 16 * KIB);
  const outbox = await (await open()).open('run_1', 'run_1', 1);
  const run = writer(outbox, 'run_1');
  for (let turn = 0; turn < 10; turn += 1) await run.samples();
  t.match(log.lines.join('\n'), /over its bound with what is never dropped/);
  door.failing = () => null;
  await outbox.settled(never);
  t.equal(door.batches.length, 10);
});

t.test('what an earlier process left counts, and gives way first', async (t) => {
  const { door, open } = setUp(t, 256 * KIB);
  const before = await (await open()).open('run_1', 'run_1', 1);
  const left = writer(before, 'run_1');
  for (let turn = 0; turn < 6; turn += 1) await left.log(32 * KIB);
  await left.report();
  await before.settled(AbortSignal.abort());

  const spool = await open();
  const outbox = await spool.open('run_2', 'run_2', 1);
  const run = writer(outbox, 'run_2');
  for (let turn = 0; turn < 4; turn += 1) await run.log(32 * KIB);
  door.failing = () => null;
  t.equal(await spool.deliverLeftovers(never), 1);
  await outbox.settled(never);
  t.ok((door.reports[0]?.logDropped ?? 0) > 0);
  t.equal(stored(door, 'run_2').length, 4);
});

t.test('any log in any bound: every byte arrives or is counted, and every hole has its words', async (t) => {
  const pieces = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 30 });
  let cases = 0;
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 16, max: 300 }), async (sizes, kib) => {
      cases += 1;
      const { door, open } = setUp(t, kib * KIB);
      const outbox = await (await open()).open(`run_${cases}`, `run_${cases}`, 1);
      const run = writer(outbox, `run_${cases}`);
      for (const size of sizes) await run.log(size);
      await run.report();
      door.failing = () => null;
      await outbox.settled(never);
      const parts = stored(door, `run_${cases}`);
      const [report] = door.reports;
      let [end, dropped] = [0, 0];
      let gap = false;
      for (const { start, text } of parts) {
        if (start !== end && !gap) return false;
        gap = text.startsWith('[…');
        if (gap) dropped += Number(/\d+/.exec(text)?.[0]);
        end = start + Buffer.byteLength(text);
      }
      return report?.logDropped === dropped && report.logBytes + dropped === run.printed();
    }),
    { numRuns: 25 },
  );
  t.equal(cases, 25);
});

t.test('a marker whose text was not all removed when the process died', async (t) => {
  const { door, root, open } = setUp(t, 1024 * KIB);
  const outbox = await (await open()).open('run_1', 'run_1', 1);
  const run = writer(outbox, 'run_1');
  for (const letter of 'abcd') await run.log(1000, letter);
  await outbox.settled(AbortSignal.abort());
  const folder = `${root}/${readdirSync(root)[0]}`;
  const second = `${folder}/00000002.log.json`;
  const parcel = JSON.parse(await readFile(second, 'utf8'));
  const marker = { ...parcel, body: { ...parcel.body, text: markerText(2000) }, dropped: 2000 };
  await writeFile(second, JSON.stringify(marker));
  door.failing = () => null;
  await (await open()).deliverLeftovers(never);
  t.match(
    stored(door, 'run_1').map(({ start, text }) => [start, text[0]]),
    [
      [0, 'a'],
      [1000, '['],
      [3000, 'd'],
    ],
  );
});

/** What the files take, in bytes. */
function diskOf(root: string): number {
  const files = readdirSync(root).flatMap((folder) =>
    readdirSync(`${root}/${folder}`).map((name) => `${root}/${folder}/${name}`),
  );
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}
