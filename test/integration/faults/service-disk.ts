import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createWorkerDoor } from '../../../services/client/door.ts';
import { systemClock } from '../../../services/composition/clock.ts';
import type { PlumblineError } from '../../../services/core/errors.ts';
import type { Job } from '../../../services/core/model/job.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import { openQueue } from '../../../services/queue/open.ts';
import { ROOM_BYTES, requireRoom } from '../../../services/store/room.ts';
import { openStore } from '../../../services/store/store.ts';
import { openOutbox } from '../../../workers/spool/outbox.ts';
import { claim, PLATFORM, reportOf, testApi, triggerRun } from '../../support/api.ts';
import { testFolder } from '../../support/folder.ts';
import { silent, until } from '../../support/loopback.ts';
import { privatePostgres } from '../../support/postgres.ts';
import { fill, smallDisk } from '../../support/small-disk.ts';
import { copyTemplate } from '../../support/store-template.ts';

// The disk of the service is full: real databases on a small disk, behind the real API, and the worker's real spool.

t.setTimeout(240_000);
const MIB = 1_048_576;
/** Text that does not compress: what is written is as large as it looks. */
const noise = (bytes: number): string => randomBytes(bytes).toString('hex').slice(0, bytes);

/** A worker's messages meet a full disk and arrive when there is room again. */
async function spoolsMeanwhile(t: Test, store: Store, disk: string, leftBytes: number): Promise<void> {
  const api = await testApi(t, { deps: { store } });
  const runId = await triggerRun(api);
  const job = (await claim(api)) as Job & { kind: 'run' };
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = api.app.server.address() as { port: number };
  const { authorization } = await api.as('worker');
  const token = authorization.slice('Bearer '.length);
  const door = createWorkerDoor({ baseUrl: `http://127.0.0.1:${port}`, token });
  const refused: PlumblineError[] = [];
  const telling = {
    ...door,
    log: async (...args: Parameters<typeof door.log>) =>
      door.log(...args).catch((error: PlumblineError) => {
        refused.push(error);
        throw error;
      }),
  };
  const outbox = await openOutbox({ folder: `${testFolder(t)}/box`, door: telling, clock: systemClock, log: silent });
  fill(disk, leftBytes);
  const proof = { fence: job.fence, runId, attempt: job.run.attempt };
  const text = noise(262_144);
  // Sixteen MiB at least: more than was left anywhere.
  for (let at = 0; at < 64; at += 1)
    await outbox.put({ kind: 'log', jobId: runId, body: { ...proof, offset: at * text.length, text } });
  await outbox.put({ kind: 'report', jobId: runId, body: reportOf(job, { logBytes: 64 * text.length }) });
  await until('a refusal', 60_000, async () => refused.length > 0);
  for (const error of refused) t.match(error, { code: 'DISK_FULL', retryable: true, message: /: 507\)/ });
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/runs/${runId}`, { headers: { authorization } });
  t.equal(answer.status, 200, 'what is only read is answered');

  unlinkSync(join(disk, 'filler'));
  t.same(await outbox.settled(AbortSignal.timeout(60_000)), { empty: true, lost: false });
  t.match(await store.runs.get(runId), { state: 'ended', outcome: 'measured' });
  t.equal((await store.runs.attempts(runId)).length, 1);
  t.equal((await store.runs.measurements([runId])).get(runId)?.length, 1);
  const end = await store.runs.readLog(runId, 63 * text.length, 2 * text.length);
  t.equal(end.text, text, 'to its last byte');
}

t.test('PGlite on a full disk: 507, the worker spools, and everything arrives once there is room', async (t) => {
  // A disk with a few MiB left is the worst: the write-ahead log would get stuck in its next segment.
  const disk = smallDisk(t, 160);
  const folder = join(disk, 'store');
  await copyTemplate(folder);
  const store = await openStore({ folder, log: silent });
  await spoolsMeanwhile(t, store, disk, 8 * MIB);
  fill(disk);
  await store.close();
  await t.rejects(openStore({ folder, log: silent }), { code: 'DISK_FULL', message: new RegExp(`${ROOM_BYTES}`) });
  unlinkSync(join(disk, 'filler'));
  const again = await openStore({ folder, log: silent });
  t.equal((await again.runs.list({}, 10)).items.length, 1, 'and it is all there');
  await again.close();
});

t.test('PostgreSQL on a full disk: 507, the worker spools, and everything arrives once there is room', async (t) => {
  const disk = smallDisk(t, 160);
  const server = await privatePostgres(disk);
  t.teardown(() => server.stop());
  const store = await openStore({ databaseUrl: server.url('postgres'), log: silent });
  t.teardown(() => store.close());
  await spoolsMeanwhile(t, store, disk, 0);
});

t.test('the embedded queue on a full disk refuses and keeps every job', async (t) => {
  const disk = smallDisk(t, 192);
  const options = { folder: join(disk, 'queue'), requireRoom, clock: systemClock, log: silent };
  const queue = await openQueue(options);
  await queue.jobs.enqueue({ jobId: 'run_1', platform: PLATFORM, priority: 1 });
  fill(disk, 8 * MIB);
  await t.rejects(queue.jobs.enqueue({ jobId: 'run_2', platform: PLATFORM, priority: 1 }), {
    code: 'DISK_FULL',
  });
  await queue.close();
  await t.rejects(openQueue(options), { code: 'DISK_FULL' }, 'nor is it begun anew');
  unlinkSync(join(disk, 'filler'));
  const again = await openQueue(options);
  t.match(await again.jobs.claim(PLATFORM, 'token', 5000), { jobId: 'run_1' });
  await again.close();
});
