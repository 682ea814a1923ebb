import t from 'tap';
import type { TelemetryRow } from '../../../services/core/model/job.ts';
import { command } from '../../support/cli.ts';

const rows: TelemetryRow[] = [0, 1, 2, 3].flatMap((second) => [
  {
    timeMs: 1_772_330_400_000 + 1000 * second,
    utilisation: 1.5,
    memoryMiB: 100,
    readBytes: 1_048_576,
    writtenBytes: 0,
  },
  {
    timeMs: 1_772_330_400_000 + 1000 * second,
    device: 'GPU-1a',
    clockMHz: 1000 + 100 * second,
    throttled: second === 3 ? ['hardware thermal slowdown'] : [],
  },
]);
/** Two pages, as the API gives them. */
const telemetry = async (_run: string, { cursor }: { cursor?: string } = {}) =>
  cursor === undefined ? { items: rows.slice(0, 5), next: '5' } : { items: rows.slice(5), next: null };

t.test('figures of the container and each device, read page by page', async (t) => {
  const { exit, out } = await command(['telemetry', 'run_1'], { client: { telemetry } });
  t.equal(exit, 0);
  t.match(out, /container +utilisation +1\.5 +1\.5 +1\.5/);
  t.match(out, /GPU-1a +clockMHz \(MHz\) +1000 +1150 +1300/);
  t.match(out, /container: read 1 MiB, wrote 0 MiB/);
  t.match(out, /GPU-1a: hardware thermal slowdown in rows that stand for 25 % of the run/);
});

t.test('drawn, as data, and where there is none', async (t) => {
  const plot = await command(['telemetry', 'run_1', '--plot'], { client: { telemetry } });
  t.match(plot.out, /GPU-1a clockMHz \(MHz\)\n *1[23]\d\d ┤/);
  t.match(plot.out, /2026-03-01T02:00/);
  const json = await command(['telemetry', 'run_1', '--json'], { client: { telemetry } });
  t.match(JSON.parse(json.out), {
    run: 'run_1',
    devices: [{ device: 'container', rows: 4 }, { device: 'GPU-1a' }],
    rows,
  });
  const none = await command(['telemetry', 'run_1'], {
    client: { telemetry: async () => ({ items: [], next: null }) },
  });
  t.match(none.out, 'No telemetry is kept of this run.');
});
