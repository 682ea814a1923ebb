import t from 'tap';
import { createWorkerDoor } from '../../../services/client/door.ts';
import { systemClock } from '../../../services/composition/clock.ts';
import { openOutbox } from '../../../workers/spool/outbox.ts';
import { claim, reportOf, testApi, triggerRun } from '../../support/api.ts';
import { cuttingProxy } from '../../support/cutting-proxy.ts';
import { testFolder } from '../../support/folder.ts';
import { silent, until } from '../../support/loopback.ts';

// The network breaks after the API has committed and before its answer arrives: everything is sent again, and stored once.

t.test('log, samples, telemetry and report whose answers are lost arrive once', async (t) => {
  const api = await testApi(t);
  const runId = await triggerRun(api);
  const job = await claim(api);
  if (job?.kind !== 'run') throw new Error('no run');
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = api.app.server.address() as { port: number };
  const proxy = await cuttingProxy(t, port);
  const { authorization } = await api.as('worker');
  const door = createWorkerDoor({ baseUrl: proxy.url, token: authorization.slice('Bearer '.length) });
  const outbox = await openOutbox({ folder: `${testFolder(t)}/box`, door, clock: systemClock, log: silent });
  const proof = { fence: job.fence, runId, attempt: job.run.attempt };
  const sample = { metric: 'throughput', value: 1, line: 1 };
  const sent = [
    { kind: 'log', jobId: runId, body: { ...proof, offset: 0, text: 'first line\n' } },
    { kind: 'samples', jobId: runId, body: { ...proof, first: 0, samples: [sample] } },
    { kind: 'telemetry', jobId: runId, body: { ...proof, first: 0, rows: [{ timeMs: 1, power: 70 }] } },
    { kind: 'log', jobId: runId, body: { ...proof, offset: 11, text: 'second line\n' } },
    { kind: 'report', jobId: runId, body: reportOf(job) },
  ] as const;
  for (const [at, parcel] of sent.entries()) {
    proxy.cutting = true;
    const before = proxy.cuts();
    await outbox.put(parcel as never);
    await until(`cut of ${parcel.kind} ${at}`, 20_000, async () => proxy.cuts() > before);
    proxy.cutting = false;
    if (at < sent.length - 1)
      await until('it is taken', 20_000, async () => (await api.store.runs.get(runId)) !== null);
  }
  t.same(await outbox.settled(AbortSignal.timeout(30_000)), { empty: true, lost: false });
  t.ok(proxy.cuts() >= sent.length, `${proxy.cuts()} answers were lost`);
  t.equal((await api.store.runs.readLog(runId, 0, 1000)).text, 'first line\nsecond line\n');
  t.equal((await api.store.runs.samples(runId)).length, 1);
  t.match(await api.store.runs.get(runId), { state: 'ended', outcome: 'measured' });
  t.equal((await api.store.runs.measurements([runId])).get(runId)?.length, 1);
  t.equal((await api.store.runs.attempts(runId)).length, 1);
});
