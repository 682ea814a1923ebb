import { mkdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { createCheckpoints } from '../../../workers/checkpoints/checkpoints.ts';
import type { ContainerClient } from '../../../workers/docker/container-client.ts';
import { testFolder } from '../../support/folder.ts';
import { makeOrder, pinFiles } from '../../support/order.ts';
import { testLog } from '../../support/worker.ts';

// Which attempt has a run's folder, with an engine that has no containers.

const IMAGE = `sha256:${'a'.repeat(64)}`;
const containers = { list: async () => [] } as unknown as ContainerClient;
const never = new AbortController().signal;

function setUp(t: Test) {
  const folder = testFolder(t, { data: {}, checkpoints: {} });
  const dataset = pinFiles(`${folder}/data`, { 'a.txt': 'a' });
  const checkpoints = createCheckpoints({
    root: `${folder}/checkpoints`,
    quotaBytes: 1024,
    containers,
    clock: systemClock,
    log: testLog(t),
  });
  const open = (runId: string, attempt: number, stop: AbortSignal = never) => {
    const order = makeOrder({ runId, attempt, imageId: IMAGE, dataset, limits: { checkpointMiB: 1 } });
    const sandbox = {
      ...{ image: IMAGE, user: '1000', command: order.pins.command, env: {}, limits: order.limits },
      ...{ cpus: [0], dataFolder: null, labels: {} },
    };
    return checkpoints.open(order, sandbox, stop);
  };
  return { open };
}

t.test('an attempt waits for the folder until the one before it lets go', async (t) => {
  const { open } = setUp(t);
  const first = await open('run_1', 1);
  mkdirSync(`${first.sandbox.checkpointFolder}/half`);
  const second = open('run_1', 2);
  await first.close(false);
  const opened = await second;
  t.match(opened.note, /attempt 1$/);
  await opened.close(true);
});

t.test('whoever stops does not wait for the folder, and does not take it either', async (t) => {
  const { open } = setUp(t);
  const first = await open('run_1', 1);
  const stop = new AbortController();
  const second = open('run_1', 2, stop.signal);
  stop.abort('drain');
  await t.rejects(second, { code: 'CONFLICT', message: /stopped \(drain\)/ });
  const third = open('run_1', 3);
  await first.close(true);
  await (await third).close(true);
});
