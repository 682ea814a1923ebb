import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { RunReport } from '../../../services/core/model/job.ts';
import { openOutbox } from '../../../workers/spool/outbox.ts';
import type { Parcel } from '../../../workers/spool/parcel.ts';
import { FakeDoor } from '../../support/door.ts';
import { testFolder } from '../../support/folder.ts';
import { testLog } from '../../support/worker.ts';

const PROOF = { fence: 'f', runId: 'run_1', attempt: 1 };
const piece = (offset: number): Parcel => ({ kind: 'log', jobId: 'run_1', body: { ...PROOF, offset, text: 'abc\n' } });
const REPORT: Parcel = { kind: 'report', jobId: 'run_1', body: { ...PROOF, outcome: 'measured' } as RunReport };
const never = new AbortController().signal;
const away = new PlumblineError('API_UNAVAILABLE', 'away');

function setUp(t: Test) {
  const door = new FakeDoor();
  const log = testLog({ comment: () => undefined });
  const folder = `${testFolder(t)}/box`;
  return { door, log, folder, open: () => openOutbox({ folder, door, clock: systemClock, log }) };
}

t.test('everything arrives once, in its order', async (t) => {
  const { door, folder, open } = setUp(t);
  const outbox = await open();
  let failures = 3;
  door.failing = () => (failures-- > 0 ? away : null);
  for (const offset of [0, 4, 8]) await outbox.put(piece(offset));
  await outbox.put({ kind: 'samples', jobId: 'run_1', body: { ...PROOF, first: 0, samples: [] } });
  await outbox.put(REPORT);
  t.same(await outbox.settled(never), { empty: true, lost: false });
  t.same(
    door.pieces.map(({ offset }) => offset),
    [0, 4, 8],
  );
  t.equal(door.batches.length, 1);
  t.equal(door.reports.length, 1);
  t.throws(() => readdirSync(folder), 'the folder is gone');
});

t.test('what was not taken is on disk for the next process', async (t) => {
  const { door, folder, open } = setUp(t);
  const first = await open();
  door.failing = () => away;
  await first.put(piece(0));
  await first.put(REPORT);
  t.same(await first.settled(AbortSignal.abort()), { empty: false, lost: false });
  t.equal(readdirSync(folder).length, 2);
  door.failing = () => null;
  t.same(await (await open()).settled(never), { empty: true, lost: false });
  t.equal(door.pieces.length, 1);
  t.equal(door.reports.length, 1);
});

t.test('without the claim only the report is sent', async (t) => {
  const { door, open } = setUp(t);
  door.lost.add('f');
  const outbox = await open();
  for (const offset of [0, 4, 8]) await outbox.put(piece(offset));
  await outbox.put(REPORT);
  t.same(await outbox.settled(never), { empty: true, lost: true });
  t.equal(door.calls.filter((call) => call === 'log').length, 1, 'the second piece is not even tried');
  t.equal(door.reports.length, 1);
});

t.test('what the API refuses for good is dropped and said', async (t) => {
  const { door, log, open } = setUp(t);
  door.failing = (method) => (method === 'log' ? new PlumblineError('INPUT_INVALID', 'bad offset') : null);
  const outbox = await open();
  await outbox.put(piece(0));
  await outbox.put(REPORT);
  t.same(await outbox.settled(never), { empty: true, lost: false });
  t.match(log.lines.join('\n'), /refused a message.*bad offset/);
});

t.test('half a message of a dead process is set aside, and named', async (t) => {
  const { door, log, folder, open } = setUp(t);
  mkdirSync(folder);
  writeFileSync(`${folder}/00000001.json`, '{"kind":"lo');
  writeFileSync(`${folder}/00000002.json.part`, '{"kind":"log"');
  const outbox = await open();
  await outbox.put(piece(0));
  t.same(await outbox.settled(never), { empty: true, lost: false });
  t.equal(door.pieces.length, 1);
  t.match(log.lines.join('\n'), /set aside.*00000001\.json.*cannot be read/);
  t.same(readdirSync(`${folder}-aside`).length, 2, 'the broken one and the half-written one');
});

t.test('a disk that takes nothing', async (t) => {
  const { door, folder, open } = setUp(t);
  const outbox = await open();
  // Folders in the place of the files: every write fails.
  for (const name of ['00000001.log', '00000002']) mkdirSync(`${folder}/${name}.json.part`);
  await t.rejects(outbox.put(piece(0)), { code: 'INTERNAL' });
  await outbox.put(REPORT);
  t.match(await outbox.settled(never), { empty: true });
  t.equal(door.reports.length, 1, 'a report is kept in memory');
});
