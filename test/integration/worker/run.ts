import t from 'tap';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { startTestWorker } from '../../support/worker.ts';

// A worker on the real engine: from a claim to a report, and every way in which a benchmark itself may end.

t.test('a run is claimed, verified, trained and reported', async (t) => {
  const { door, order } = await startTestWorker(t);
  const run = order({ script: `echo training; cat /data/digits.txt; ${PRINT_ACCURACY}; sleep 1` });
  door.giveRun(run);
  const report = await door.reported(run.runId);
  t.match(report, {
    outcome: 'measured',
    detail: '',
    exitCode: 0,
    attempt: 1,
    measurements: [{ metric: 'accuracy', value: 0.5, unit: 'share' }],
    tainted: [],
    logDropped: 0,
  });
  const log = door.logOf(run.runId);
  t.match(log, /^training\n1 2 3\n:::MLLOG .*\n$/);
  t.equal(report.logBytes, Buffer.byteLength(log));
  t.ok(Date.parse(report.endedAt) - Date.parse(report.startedAt) >= 900, 'the times are those of the container');
  t.match(door.batches, [{ first: 0, samples: [{ metric: 'accuracy', value: 0.5, line: 3, timeMs: 1700000000000 }] }]);
  t.match(report.stack, {
    os: 'Tiny Linux 1 (made for tests)',
    osPackages: { 'tiny-one': '1.0-1', 'tiny-two': '2:3.4+deb12u1' },
    python: '',
    packages: {},
    imageEnv: { TINY_VARIABLE: 'from-the-image' },
    config: { a: 'one', b: 2 },
    dataset: { name: 'tiny', files: { 'digits.txt': /^[0-9a-f]{64}$/ } },
  });
  t.match(report.host, {
    engine: { docker: /./, storage: /./, cgroup: /^[12]$/ },
    kernel: /./,
    cpuModel: /./,
    alternatives: { 'libtiny.so.1': '/lib/tiny/libtiny.so.1' },
    libraries: { 'libc.so.6': { path: /libc\.so\.6$/, buildId: /^[0-9a-f]{40}$/, bytes: Number } },
  });
});
