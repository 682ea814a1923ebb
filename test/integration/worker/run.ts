import Docker from 'dockerode';
import t from 'tap';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { startTestWorker, type WorkerBench } from '../../support/worker.ts';

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
    // What stands in it is the machine's matter, and tests share theirs.
    tainted: Array,
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

/** How one script ended, trained by the worker of this test. */
type Case = readonly [name: string, order: Parameters<WorkerBench['order']>[0], expected: Record<string, unknown>];

const NAN = PRINT_ACCURACY.replace('0.5', 'NaN');
const STEP = (value: string): string =>
  PRINT_ACCURACY.replace('0.5', value).replace('"metadata": {}', '"metadata": {"step_num": 1}');

const CASES: readonly Case[] = [
  [
    'non-zero exit',
    { script: 'echo broken >&2; exit 3' },
    { outcome: 'exit-nonzero', exitCode: 3, detail: 'exit code 3: broken' },
  ],
  ['a crash', { script: 'kill -SEGV $$' }, { outcome: 'exit-nonzero', exitCode: 139, detail: /SIGSEGV/ }],
  ['a command that is not there', { command: ['no-such-program'] }, { outcome: 'exit-nonzero', exitCode: 127 }],
  [
    'a time-out',
    { script: `${PRINT_ACCURACY}; sleep 60`, limits: { timeoutSeconds: 1 } },
    { outcome: 'time-out', exitCode: 137, detail: /limit of 1 s/, measurements: [] },
  ],
  [
    'out of memory',
    { command: ['perl', '-e', 'my @a; push @a, "x" x 1048576 for 1..200; print scalar(@a)'] },
    { outcome: 'out-of-memory', detail: /64 MiB/ },
  ],
  [
    'out of memory in a child whose parent fails',
    { script: `perl -e 'my @a; push @a, "x" x 1048576 for 1..200; print scalar(@a)' || exit 9` },
    { outcome: 'out-of-memory', exitCode: 9 },
  ],
  [
    'out of memory in a child whose parent goes on',
    { script: `perl -e 'my @a; push @a, "x" x 1048576 for 1..200; print scalar(@a)'; ${PRINT_ACCURACY}` },
    { outcome: 'measured', exitCode: 0 },
  ],
  ['a missing metric', { script: 'echo nothing' }, { outcome: 'missing-metric', exitCode: 0, detail: /accuracy/ }],
  ['a metric that is NaN', { script: NAN }, { outcome: 'invalid-metric', detail: /NaN/, measurements: [] }],
  [
    'one step with two values',
    { script: `${STEP('0.5')}; ${STEP('0.6')}` },
    { outcome: 'duplicate-metric', detail: /step 1/, measurements: [] },
  ],
  [
    'a line of 10 MB',
    { script: `perl -e 'print "y" x 10000000, "\\n"'; ${PRINT_ACCURACY}` },
    { outcome: 'measured', logDropped: 10_000_000 - 65_536 },
  ],
  [
    'half a line at the end',
    { script: `${PRINT_ACCURACY.replace('echo', 'printf %s')}` },
    { outcome: 'measured', logDropped: 0 },
  ],
];

t.test('every end of a benchmark has its outcome', async (t) => {
  const { door, order } = await startTestWorker(t);
  for (const [name, options, expected] of CASES) {
    await t.test(name, async (t) => {
      const run = order(options);
      door.giveRun(run);
      t.match(await door.reported(run.runId), expected, name);
    });
  }
});

t.test('a log may hold anything', async (t) => {
  const { door, order } = await startTestWorker(t);
  const run = order({
    script: `printf 'bad \\377\\376 utf8\\n'; printf 'nul\\000byte\\n'; printf 'bar 10%%\\rbar 20%%\\n' >&2; ${PRINT_ACCURACY}; printf half`,
  });
  door.giveRun(run);
  t.match(await door.reported(run.runId), { outcome: 'measured' });
  const log = door.logOf(run.runId);
  t.match(log, 'bad \uFFFD\uFFFD utf8\n', 'invalid UTF-8 is replaced');
  t.match(log, 'nul\uFFFDbyte\n', 'a NUL is replaced');
  t.match(log, 'bar 10%\nbar 20%\n', 'a progress bar is lines');
  t.ok(log.endsWith('half\n'), 'half a line at the end is a line');
});

t.test('a container is removed however its run ended', async (t) => {
  const { door, order, host } = await startTestWorker(t);
  const docker = new Docker({ socketPath: '/var/run/docker.sock' });
  for (const script of [PRINT_ACCURACY, 'exit 1']) {
    const run = order({ script });
    door.giveRun(run);
    await door.reported(run.runId);
  }
  await door.until(() => door.calls.filter((call) => call === 'claim').length >= 3, 'a further claim');
  const left = await docker.listContainers({ all: true, filters: { label: [`dev.plumbline.host=${host}`] } });
  t.same(left, []);
});
