import Docker from 'dockerode';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { startWorker } from '../../../workers/main.ts';
import { until } from '../../support/loopback.ts';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { startTestWorker, testIds, testLog, uniqueId } from '../../support/worker.ts';

// Whose containers a worker removes: real containers with the labels of each kind, beside a run in hand.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });

t.test('only containers of this worker that nobody works on are removed, at its start too', async (t) => {
  const { door, worker, order, host, state } = await startTestWorker(t);
  const first = order({ script: `${PRINT_ACCURACY}; sleep 600` });
  door.giveRun(first);
  await door.until(() => door.pieces.length > 0, 'the first line of the log');
  const filters = { label: [`dev.plumbline.run=${first.runId}`] };
  const [working] = await docker.listContainers({ filters });
  const home = working?.Labels['dev.plumbline.home'] ?? '';
  t.match(working?.Labels, { 'dev.plumbline.host': host, 'dev.plumbline.home': /^[0-9a-f]{16}$/ });

  const made = async (labels: Record<string, string>): Promise<string> => {
    const container = await docker.createContainer({
      Image: order().pins.image.reference,
      Entrypoint: ['sleep', '600'],
      Labels: labels,
      HostConfig: { NetworkMode: 'none' },
    });
    t.teardown(() => container.remove({ force: true }).catch(() => undefined));
    await container.start();
    return container.id;
  };
  const there = (id: string) =>
    docker
      .getContainer(id)
      .inspect()
      .then(
        () => true,
        () => false,
      );
  const run = { 'dev.plumbline.run': uniqueId('run'), 'dev.plumbline.attempt': '1' };
  const others = {
    'no label of ours': await made({ 'org.example.owner': 'somebody' }),
    'another worker of this host': await made({
      ...run,
      'dev.plumbline.host': host,
      'dev.plumbline.home': 'f'.repeat(16),
    }),
    'a worker of the same folder name on another host': await made({
      ...run,
      'dev.plumbline.host': 'elsewhere',
      'dev.plumbline.home': home,
    }),
    'no run of ours': await made({ 'dev.plumbline.host': host, 'dev.plumbline.home': home }),
  };
  const ended = await made({ ...run, 'dev.plumbline.host': host, 'dev.plumbline.home': home });
  const earlier = await made({
    'dev.plumbline.run': first.runId,
    'dev.plumbline.attempt': '0',
    'dev.plumbline.host': host,
    'dev.plumbline.home': home,
  });

  const again = async () => {
    const log = testLog(t);
    const next = await startWorker({
      ...{ door, platform: 'test', host, stateFolder: state, clock: systemClock, ids: testIds, log },
    });
    t.teardown(() => next.stop(0));
    return { next, log };
  };
  await t.rejects(again(), { code: 'CONFLICT' }, 'the folder has its worker, which knows its run');
  t.ok(await there(working?.Id ?? ''), 'so a second start removes nothing');
  t.ok(await there(ended));

  await worker.stop(0);
  const second = order({ script: `${PRINT_ACCURACY}; sleep 600` });
  door.giveRun(second);
  const { log } = await again();
  await door.until(() => door.pieces.some(({ runId }) => runId === second.runId), 'the run of the next worker');
  await until(
    'both removals',
    30_000,
    async () => log.lines.filter((line) => /nobody worked on/.test(line)).length >= 2,
  );
  t.notOk(await there(ended), 'a run that ended');
  t.notOk(await there(earlier), 'an earlier attempt');
  for (const [whose, id] of Object.entries(others)) t.ok(await there(id), whose);
  t.equal(
    (await docker.listContainers({ filters: { label: [`dev.plumbline.run=${second.runId}`] } })).length,
    1,
    'the run in hand',
  );
});
