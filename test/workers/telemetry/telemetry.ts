import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { TelemetryRow } from '../../../services/core/model/job.ts';
import type { CommandsOf } from '../../../workers/telemetry/devices.ts';
import { nvidiaReader } from '../../../workers/telemetry/nvidia.ts';
import { startTelemetry } from '../../../workers/telemetry/telemetry.ts';
import { testLog } from '../../support/worker.ts';

const HEADER = 'uuid, temperature.gpu, clocks_event_reasons.active';
const devices = ['GPU-1a', 'GPU-2b'].map((uuid, index) => ({ vendor: 'nvidia' as const, uuid, index, parent: null }));

/** A tool that writes so many looks, of which each is slowed down, and then waits. */
const looks =
  (count: number): CommandsOf =>
  (_vendor, own) => [
    {
      program: 'sh',
      args: [
        '-c',
        `echo '${HEADER}'; for i in $(seq ${count}); do echo 'GPU-1a, 80, 0x40'; echo 'GPU-2b, 50, 0x4'; done; exec sleep 600`,
      ],
      reader: () => nvidiaReader(own),
    },
  ];

function begin(t: Parameters<typeof testLog>[0], commands: CommandsOf, sink?: () => Promise<void>) {
  const log = testLog(t);
  const batches: { first: number; rows: readonly TelemetryRow[] }[] = [];
  let seen = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const telemetry = startTelemetry({
    pid: async () => {
      throw new Error('the engine is away');
    },
    containerId: 'abc',
    devices,
    sink: {
      telemetry: async (first, rows) => {
        batches.push({ first, rows });
        await sink?.();
      },
    },
    clock: systemClock,
    log: {
      ...log,
      warn(...args) {
        log.warn(...args);
        seen();
      },
    },
    commands: (vendor, own, everyMs) =>
      commands(vendor, own, everyMs).map((command) => ({
        ...command,
        reader: () => {
          const read = command.reader();
          let lines = 0;
          return (line) => {
            lines += 1;
            if (lines > 20) seen();
            return read(line);
          };
        },
      })),
  });
  return { telemetry, batches, log, ready };
}

t.test('what slowed a leased device is kept with the run and said of it', async (t) => {
  const { telemetry, batches, log, ready } = begin(t, looks(10));
  await ready;
  t.same(await telemetry.end(), ['GPU-1a: hardware thermal slowdown in 10 of 10 looks']);
  const rows = batches.flatMap((batch) => batch.rows);
  t.same(
    batches.map(({ first }) => first),
    [0],
  );
  t.match(rows[0], { device: 'GPU-1a', temperature: 80, throttled: ['hardware thermal slowdown'] });
  t.match(rows[1], { device: 'GPU-2b', temperature: 50, throttled: [] });
  t.same(log.lines, []);
});

t.test('a tool that is not there accuses nobody, and is said once', async (t) => {
  const { telemetry, batches, log, ready } = begin(t, () => [
    { program: '/nowhere/nvidia-smi', args: [], reader: () => () => [] },
  ]);
  await ready;
  t.same(await telemetry.end(), []);
  t.same(batches, []);
  t.equal(log.lines.length, 1);
  t.match(log.lines[0], /no more telemetry of devices .*nvidia-smi/);
});

t.test('rows that cannot be kept are no harm to the run', async (t) => {
  const { telemetry, log, ready } = begin(t, looks(10), async () => {
    throw new Error('the disk is full');
  });
  await ready;
  t.equal((await telemetry.end()).length, 1, 'what it saw is still said');
  t.match(log.lines, [/cannot be kept any more/]);
});
