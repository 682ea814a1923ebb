import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { Clock } from '../../../services/core/ports/base.ts';
import { settleDevices } from '../../../workers/noise/settle.ts';
import type { CommandsOf } from '../../../workers/telemetry/devices.ts';
import { nvidiaReader } from '../../../workers/telemetry/nvidia.ts';
import { testLog } from '../../support/worker.ts';

const devices = [{ vendor: 'nvidia' as const, uuid: 'GPU-1a', index: 0, parent: null }];
const tool =
  (text: string): CommandsOf =>
  (_vendor, own) => [
    {
      program: 'sh',
      args: ['-c', `echo 'uuid, utilization.gpu, temperature.gpu'; ${text}`],
      reader: () => nvidiaReader(own),
    },
  ];

function settle(
  t: Parameters<typeof testLog>[0],
  seconds: number,
  commands: CommandsOf,
  stop = new AbortController().signal,
) {
  const log = testLog(t);
  return { log, taints: settleDevices({ devices, seconds, run: 'run_1', clock: systemClock, log, stop, commands }) };
}

t.test('a run begins when its devices are idle', async (t) => {
  const { log, taints } = settle(t, 60, tool('echo GPU-1a, 90, 40; sleep 2; echo GPU-1a, 0, 40; exec sleep 600'));
  t.same(await taints, []);
  t.match(log.lines.at(-1), /a run begins .*its devices are idle/);
});

t.test('somebody who keeps a device busy taints it, after the time that was allowed', async (t) => {
  const { taints } = settle(t, 3, tool('while :; do echo GPU-1a, 90, 40; sleep 0.2; done'));
  t.same(await taints, ['GPU-1a: somebody else kept it at 90 % before the run began']);
});

t.test('nobody who can tell, nothing to wait for, and a run that is stopped', async (t) => {
  const silent = settle(t, 1, () => [{ program: '/nowhere/tool', args: [], reader: () => () => [] }]);
  t.same(await silent.taints, []);
  t.match(silent.log.lines.at(-1), /no device told how it stands/);
  t.same(
    await settleDevices({
      devices,
      seconds: 0,
      run: 'r',
      clock: systemClock,
      log: testLog(t),
      stop: new AbortController().signal,
    }),
    [],
  );
  const stop = new AbortController();
  const stopped = settle(t, 600, tool('while :; do echo GPU-1a, 90, 40; sleep 0.2; done'), stop.signal);
  stop.abort();
  t.same(await stopped.taints, []);
});

t.test('a clock that is set back does not make the wait longer', async (t) => {
  // Every look at the wall clock finds it a minute earlier; what passes is told by the other one.
  let wall = Date.parse('2026-11-26T12:00:00Z');
  let passed = 0;
  const clock: Clock = {
    now: () => {
      wall -= 60_000;
      return new Date(wall);
    },
    monotonicMs: () => passed,
    sleep: async (ms, signal) => {
      if (signal !== stop.signal) return systemClock.sleep(ms, signal);
      passed += ms;
      if (passed > 20_000) stop.abort('drain');
    },
  };
  const stop = new AbortController();
  const log = testLog(t);
  const commands = tool('exec sleep 600');
  await settleDevices({ devices, seconds: 5, run: 'run_1', clock, log, stop: stop.signal, commands });
  t.match(log.lines.join('\n'), /a run begins .*"waitedMs":5000/);
});
