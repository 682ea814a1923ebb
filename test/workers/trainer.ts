import t, { type Test } from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import { PlumblineError } from '../../services/core/errors.ts';
import type { ContainerClient } from '../../workers/docker/container-client.ts';
import { NO_CONTENTS } from '../../workers/environment/probe-output.ts';
import { createActiveRuns } from '../../workers/reaper.ts';
import { type TrainerDeps, train } from '../../workers/trainer.ts';
import { aDevice } from '../support/devices.ts';
import { testFolder } from '../support/folder.ts';
import { makeOrder, pinFiles } from '../support/order.ts';
import { testLog } from '../support/worker.ts';

// An attempt with everything around it made up, for what an engine does only when it is in trouble.

const IMAGE = `sha256:${'a'.repeat(64)}`;
const order = (t: Test, devices: number) =>
  makeOrder({
    runId: 'run_1',
    imageId: IMAGE,
    dataset: pinFiles(testFolder(t), { 'a.txt': 'a' }),
    limits: { devices },
  });

/** @param wait how the container ends. */
function someDeps(t: Parameters<typeof testLog>[0], wait: () => Promise<number>, change: Partial<TrainerDeps> = {}) {
  let there = true;
  const given: (undefined | (() => Promise<boolean>))[] = [];
  const containers = {
    image: async () => ({ id: IMAGE, repoDigests: [], user: '', env: {} }),
    cdiDevices: async () => [],
    create: async () => 'container_1',
    attach: async () => (async function* () {})(),
    start: async () => undefined,
    wait,
    inspect: async () => (there ? { running: true, pid: 0, exitCode: 0, oomKilled: false } : null),
    facts: async () => ({}),
    kill: async () => undefined,
    remove: async () => {
      there = false;
    },
  } as unknown as ContainerClient;
  const deps: TrainerDeps = {
    containers,
    datasets: { provide: async () => '/data', permit: async () => undefined, close: async () => undefined },
    probes: { contents: async () => NO_CONTENTS },
    libraries: new Map(),
    slots: {
      check: async () => undefined,
      take: async (need) => {
        const devices = need.devices > 0 ? [aDevice()] : [];
        return {
          devices,
          cpus: [0],
          memoryNodes: [],
          giveBack: (gone) => void given.push(devices.length > 0 ? gone : undefined),
        };
      },
    },
    imageOrigins: [],
    checkpoints: {
      open: async (_order, sandbox, stop) => ({
        ...{ sandbox, stop, graceMs: 0, note: '', overrun: () => null, close: async () => undefined },
      }),
      keepSweeping: async () => undefined,
    },
    noise: { enter: async () => ({ taints: [], leave: async () => undefined }), clear: async () => undefined },
    active: createActiveRuns(),
    host: 'h',
    home: 'x',
    clock: systemClock,
    log: testLog(t),
    ...change,
  };
  return { deps, given };
}
const sink = { log: async () => undefined, samples: async () => undefined, telemetry: async () => undefined };

t.test('devices are not given on before a container whose end nobody saw is removed', async (t) => {
  const { deps, given } = someDeps(t, async () => {
    throw new PlumblineError('DOCKER_UNAVAILABLE', 'gave up waiting for the container');
  });
  const end = await train(deps, order(t, 1), sink, new AbortController().signal);
  t.equal(end.report.outcome, 'docker-unavailable');
  t.equal(given.length, 2, 'the processors for preparing, and the devices');
  t.equal(await given[1]?.(), false, 'it may still compute on them');
  await end.remove(false);
  t.equal(await given[1]?.(), true);
});

t.test('devices of a container that has ended are free at once', async (t) => {
  const { deps, given } = someDeps(t, async () => 0);
  await train(deps, order(t, 1), sink, new AbortController().signal);
  t.same(given, [undefined, undefined]);
});
