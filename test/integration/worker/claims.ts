import { readdirSync } from 'node:fs';
import Docker from 'dockerode';
import t from 'tap';
import { PlumblineError } from '../../../services/core/errors.ts';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { startTestWorker, uniqueId } from '../../support/worker.ts';

// A claim and its end: cancelled, lost to another worker, handed back by a worker that goes.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });
const SLOW = `${PRINT_ACCURACY}; sleep 60`;

async function containersOf(runId: string): Promise<number> {
  return (await docker.listContainers({ all: true, filters: { label: [`dev.plumbline.run=${runId}`] } })).length;
}

t.test('a cancelled run is stopped and reported as cancelled', async (t) => {
  const { door, order } = await startTestWorker(t, { heartbeatMs: 100 });
  const run = order({ script: SLOW });
  door.giveRun(run);
  await door.until(() => door.pieces.length > 0, 'the first line of the log');
  door.cancelling = true;
  t.match(await door.reported(run.runId), { outcome: 'cancelled', measurements: [] });
});

t.test('a worker that lost its claim stops the container and reports nothing', async (t) => {
  const { door, order } = await startTestWorker(t, { heartbeatMs: 100 });
  const run = order({ script: SLOW });
  const fence = door.giveRun(run);
  await door.until(() => door.pieces.length > 0, 'the first line of the log');
  door.lost.add(fence);
  const next = order();
  door.giveRun(next);
  t.match(await door.reported(next.runId), { outcome: 'measured' }, 'it goes on with other work');
  t.equal(await containersOf(run.runId), 0);
  t.same(
    door.reports.filter((report) => report.runId === run.runId),
    [],
  );
});

t.test('a result that is finished when the claim is lost is handed in and marked late', async (t) => {
  const { door, order, log } = await startTestWorker(t);
  const run = order();
  door.lost.add(door.giveRun(run));
  t.match(await door.reported(run.runId), { outcome: 'measured' });
  const next = order();
  door.giveRun(next);
  await door.reported(next.runId);
  t.match(log.lines.join('\n'), /late/);
});

t.test('a worker that goes lets a run finish within the bound', async (t) => {
  const { door, order, worker } = await startTestWorker(t);
  const run = order({ script: `${PRINT_ACCURACY}; sleep 1` });
  door.giveRun(run);
  await door.until(() => door.pieces.length > 0, 'the first line of the log');
  await worker.stop(30_000);
  t.match(door.reports, [{ runId: run.runId, outcome: 'measured' }]);
  t.same(door.released, []);
});

t.test('a worker that must go stops the container and hands the job back', async (t) => {
  const { door, order, worker, state } = await startTestWorker(t);
  const run = order({ script: SLOW });
  door.giveRun(run);
  await door.until(() => door.pieces.length > 0, 'the first line of the log');
  await worker.stop(200);
  t.same(door.reports, []);
  t.same(door.released, [run.runId]);
  t.equal(await containersOf(run.runId), 0);
  t.same(readdirSync(`${state}/spool`), [], 'nothing waits on disk');
});

t.test('an experiment is one job: the worker asks for run after run until told to stop', async (t) => {
  const { door, order } = await startTestWorker(t);
  const experiment = uniqueId('exp');
  const runs = [order(), order({ script: 'exit 1' }), order()];
  for (const run of runs) door.steps.push({ kind: 'run', run });
  let failures = 2;
  door.failing = (method) =>
    method === 'next' && failures-- > 0 ? new PlumblineError('API_UNAVAILABLE', 'away') : null;
  door.give({ kind: 'experiment', jobId: experiment, fence: 'fence', leaseUntil: '2100-01-01T00:00:00Z' });
  await door.until(() => door.calls.filter((call) => call === 'claim').length === 2, 'the next claim');
  t.same(
    door.reports.map((report) => [report.runId, report.outcome]),
    runs.map((run, turn) => [run.runId, turn === 1 ? 'exit-nonzero' : 'measured']),
  );
  t.same(door.released, []);
});
