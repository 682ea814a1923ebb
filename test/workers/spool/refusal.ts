import { readdirSync } from 'node:fs';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { PlumblineError } from '../../../services/core/errors.ts';
import type { RunReport } from '../../../services/core/model/job.ts';
import { afterRefusal } from '../../../workers/spool/refusal.ts';
import { openSpool } from '../../../workers/spool/spool.ts';
import { FakeDoor } from '../../support/door.ts';
import { testFolder } from '../../support/folder.ts';
import { testLog } from '../../support/worker.ts';

const REPORT = { fence: 'f', runId: 'run_1', attempt: 1, outcome: 'measured', logBytes: 0, logDropped: 0 };
const body = REPORT as unknown as RunReport;

t.test('what becomes of a message', async (t) => {
  const code = (name: ConstructorParameters<typeof PlumblineError>[0], tries = 0) =>
    afterRefusal(new PlumblineError(name, 'x'), tries);
  for (const name of [
    'API_UNAVAILABLE',
    'TIMEOUT',
    'DISK_FULL',
    'STORE_UNAVAILABLE',
    'TOKEN_INVALID',
    'TOKEN_ROLE',
  ] as const)
    t.equal(code(name), 'wait', name);
  t.equal(code('LEASE_LOST'), 'lost');
  t.equal(code('INPUT_INVALID'), 'aside');
  t.equal(code('INTERNAL'), 'wait');
  t.equal(code('INTERNAL', 1000), 'aside');
  t.equal(afterRefusal(new Error('anything'), 0), 'wait');
});

t.test('a token that is revoked in mid-run costs no result', async (t) => {
  const door = new FakeDoor();
  let refusals = 3;
  door.failing = () => (refusals-- > 0 ? new PlumblineError('TOKEN_INVALID', 'revoked') : null);
  const root = `${testFolder(t)}/spool`;
  const spool = await openSpool({
    root,
    maxBytes: 1e9,
    door,
    clock: systemClock,
    log: testLog({ comment: () => undefined }),
  });
  const outbox = await spool.open('run_1', 'run_1', 1);
  await outbox.put({ kind: 'report', jobId: 'run_1', body });
  t.match(await outbox.settled(AbortSignal.timeout(20_000)), { empty: true });
  t.equal(door.reports.length, 1);
});

t.test('what is refused for good is kept beside the spool, and named', async (t) => {
  const door = new FakeDoor();
  door.failing = () => new PlumblineError('INPUT_INVALID', 'no such metric');
  const folder = testFolder(t);
  const log = testLog({ comment: () => undefined });
  const spool = await openSpool({ root: `${folder}/spool`, maxBytes: 1e9, door, clock: systemClock, log });
  const outbox = await spool.open('run_1', 'run_1', 1);
  await outbox.put({ kind: 'report', jobId: 'run_1', body });
  await outbox.settled(AbortSignal.timeout(20_000));
  t.equal(readdirSync(`${folder}/spool-aside`).length, 1);
  t.match(log.lines.join('\n'), /set aside.*spool-aside.*refused: INPUT_INVALID/);
});
