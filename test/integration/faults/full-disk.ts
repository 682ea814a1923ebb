import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { RunReport } from '../../../services/core/model/job.ts';
import { openSpool } from '../../../workers/spool/spool.ts';
import { FakeDoor } from '../../support/door.ts';
import { fill, smallDisk } from '../../support/small-disk.ts';
import { testLog } from '../../support/worker.ts';

// The disk of the spool is full: a real one, a megabyte of memory that is mounted.

const MIB = 1_048_576;

t.test(
  'nothing that counts is lost on a full disk, and what is in memory goes to disk when there is room',
  async (t) => {
    const disk = smallDisk(t, 1);
    const door = new FakeDoor();
    door.failing = () => new PlumblineError('API_UNAVAILABLE', 'away');
    const log = testLog({ comment: () => undefined });
    const open = () => openSpool({ root: `${disk}/spool`, maxBytes: 1024 * MIB, door, clock: systemClock, log });
    const outbox = await (await open()).open('run_1', 'run_1', 1);
    const proof = { fence: 'f', runId: 'run_1', attempt: 1 };
    const text = `${'x'.repeat(65_535)}\n`;
    let offset = 0;
    const piece = async () => {
      await outbox.put({ kind: 'log', jobId: 'run_1', body: { ...proof, offset, text } });
      offset += text.length;
    };
    await piece();
    fill(disk);
    // 20 MiB: more than disk and memory hold together.
    for (let turn = 0; turn < 320; turn += 1) await piece();
    const sample = { metric: 'accuracy', value: 0.5, line: 1, step: null, timeMs: null };
    await t.rejects(
      outbox.put({ kind: 'samples', jobId: 'run_1', body: { ...proof, first: 0, samples: [sample] } as never }),
      { code: 'DISK_FULL' },
      'samples are never dropped: what cannot be kept is said, and the run ends as disk-full',
    );
    const body = { ...proof, outcome: 'disk-full', logBytes: offset, logDropped: 0 } as unknown as RunReport;
    await outbox.put({ kind: 'report', jobId: 'run_1', body });
    t.match(log.lines.join('\n'), /the spool cannot write; it keeps in memory.*no space left/i);

    unlinkSync(join(disk, 'filler'));
    door.failing = () => null;
    await outbox.settled(AbortSignal.timeout(30_000));
    const [report] = door.reports;
    t.match(report, { outcome: 'disk-full' });
    const marked = door.pieces.filter((one) => one.text.startsWith('[…'));
    t.equal(marked.length, 1, 'the text that was dropped is marked');
    t.match(marked[0]?.text, `[… ${report?.logDropped} bytes of log dropped`);
    t.equal((report?.logDropped ?? 0) + (report?.logBytes ?? 0), offset, 'and every byte is counted');
  },
);

t.test('a report that only fits into memory is on disk as soon as there is room', async (t) => {
  const disk = smallDisk(t, 1);
  const door = new FakeDoor();
  door.failing = () => new PlumblineError('DISK_FULL', 'the service’s disk is full');
  const log = testLog({ comment: () => undefined });
  const open = () => openSpool({ root: `${disk}/spool`, maxBytes: MIB, door, clock: systemClock, log });
  const outbox = await (await open()).open('run_1', 'run_1', 1);
  fill(disk);
  const body = { fence: 'f', runId: 'run_1', attempt: 1, outcome: 'measured', logBytes: 0, logDropped: 0 };
  await outbox.put({ kind: 'report', jobId: 'run_1', body: body as unknown as RunReport });
  unlinkSync(join(disk, 'filler'));
  const tries = door.calls.length;
  await door.until(() => door.calls.length >= tries + 2, 'two more tries');
  t.match(await outbox.settled(AbortSignal.abort()), { empty: false });
  t.same(door.reports, []);
  // As a process that starts again finds it.
  door.failing = () => null;
  t.equal(await (await open()).deliverLeftovers(AbortSignal.timeout(30_000)), 1);
  t.match(door.reports, [{ runId: 'run_1', outcome: 'measured' }]);
});
