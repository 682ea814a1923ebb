import Docker from 'dockerode';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { startWorker } from '../../../workers/main.ts';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { privateEngine } from '../../support/private-engine.ts';
import { startTestWorker, testIds } from '../../support/worker.ts';

// The engine goes away in the middle of a run. This test has an engine of its own for that.

t.test('an engine that is killed, comes back and is stopped', async (t) => {
  const engine = privateEngine(t);
  await engine.start();
  const { door, order, worker, state, host, log } = await startTestWorker(t, { socketPath: engine.socketPath });
  const docker = new Docker({ socketPath: engine.socketPath });
  const slow = { script: `${PRINT_ACCURACY}; sleep 600`, limits: { timeoutSeconds: 600 } };

  const killed = order(slow);
  door.giveRun(killed);
  await door.until(() => door.pieces.some((piece) => piece.runId === killed.runId), 'the first line of the log');
  await engine.end('SIGKILL');
  t.match(await door.reported(killed.runId), { outcome: 'docker-unavailable', measurements: [] });
  const waiting = order();
  door.giveRun(waiting);
  t.equal(door.claims.length, 1, 'a worker without an engine takes no work');
  await worker.stop(0);

  await engine.start();
  t.equal((await docker.listContainers({ all: true })).length, 1, 'the container was left behind');
  const again = await startWorker({
    door,
    platform: 'test',
    host,
    stateFolder: state,
    socketPath: engine.socketPath,
    clock: systemClock,
    ids: testIds,
    log,
  });
  t.teardown(() => again.stop(0));
  t.match(await door.reported(waiting.runId), { outcome: 'measured' }, 'the run that waited is trained');
  t.same(await docker.listContainers({ all: true, filters: { label: [`dev.plumbline.run=${killed.runId}`] } }), []);

  const stopped = order(slow);
  door.giveRun(stopped);
  await door.until(() => door.pieces.some((piece) => piece.runId === stopped.runId), 'the first line of the log');
  await engine.end('SIGTERM');
  t.match(await door.reported(stopped.runId), { outcome: 'docker-unavailable', measurements: [] });
});
