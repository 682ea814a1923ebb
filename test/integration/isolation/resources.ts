import { readdirSync } from 'node:fs';
import t from 'tap';
import { LOG_MAX_BYTES } from '../../../workers/log/run-log.ts';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { asks, inSandbox, perl } from '../../support/sandboxed.ts';
import { startTestWorker } from '../../support/worker.ts';

// What it takes from the machine has an end, and the run that tries says so.

const ENOSPC = 28;
const EAGAIN = 11;
const MIB = 1_048_576;

t.test('a fork bomb stays inside its limit, fails, and is gone', async (t) => {
  const bench = await startTestWorker(t);
  const bomb =
    'for (;;) { my $p = fork; if (!defined $p) { print "fork fails with ", $! + 0, "\\n"; exit 7 } sleep 100 if !$p }';
  const { report, log } = await inSandbox(bench, `exec ${perl(bomb)}`);
  t.match(report, { outcome: 'exit-nonzero', exitCode: 7, measurements: [] });
  t.match(log, new RegExp(`^fork fails with ${EAGAIN}$`, 'm'));

  // One that never gives up is ended by the run's time, with all of its children.
  const tireless = 'for (;;) { my $p = fork; select undef, undef, undef, 0.05 unless defined $p }';
  const second = await inSandbox(bench, perl(tireless), { limits: { timeoutSeconds: 2 } });
  t.match(second.report, { outcome: 'time-out', measurements: [] });
  t.match((await inSandbox(bench, PRINT_ACCURACY)).report, { outcome: 'measured' }, 'and the next run works');
});

t.test('memory: the run ends as out-of-memory, /tmp and /dev/shm included', async (t) => {
  const bench = await startTestWorker(t);
  const grow = perl('my @a; push @a, "x" x 1048576 for 1 .. 1000; print "held ", scalar(@a), "\\n"');
  const { report, log } = await inSandbox(bench, `exec ${grow}`);
  t.match(report, { outcome: 'out-of-memory', detail: /64 MiB/, measurements: [] });
  t.notMatch(log, /held/);
  const write = perl('open my $f, ">", "/tmp/big"; for (1 .. 500) { syswrite $f, "x" x 1048576 or exit 8 } exit 9');
  const filled = await inSandbox(bench, `exec ${write}`, { limits: { tmpMiB: 500, memoryMiB: 32 } });
  t.match(filled.report, { outcome: 'out-of-memory' }, 'a /tmp larger than the memory is bounded by the memory');
});

t.test('disks: /tmp and /dev/shm end at their size, and there is nowhere else to write', async (t) => {
  const bench = await startTestWorker(t);
  const fill = (folder: string): string => `
    { open my $f, ">", "${folder}/big"; my ($n, $w) = (0, 0);
      while ($n < 64) { $w = syswrite $f, "x" x 1048576; last unless $w; $n++ }
      print "${folder} holds $n then ", ($w ? "more" : $! + 0), "\\n"; close $f; unlink "${folder}/big"; }`;
  const inodes = `
    { my $n = 0; while ($n < 3000000) { open(my $f, ">", "/tmp/f$n") or last; $n++; last if $n > 100000 } print "files $n\\n"; }`;
  const seen = await asks(t, bench, `${perl(fill('/tmp'))}; ${perl(fill('/dev/shm'))}`);
  t.match(seen.log, new RegExp(`^/tmp holds 1[56] then ${ENOSPC}$`, 'm'));
  t.match(seen.log, new RegExp(`^/dev/shm holds [78] then ${ENOSPC}$`, 'm'));
  const many = await inSandbox(bench, `exec ${perl(inodes)}`);
  t.match(many.report.outcome, /missing-metric|out-of-memory/, `as many files as its memory holds: ${many.log.trim()}`);
  const mounts = await asks(t, bench, 'cat /proc/self/mountinfo');
  const writable = mounts.lines.flatMap((line) => {
    const [, , , , target, flags] = line.split(' ');
    return target !== undefined && /^rw/.test(flags ?? '') ? [target] : [];
  });
  t.same(
    // The folder of control groups is root's, and no root is here: test files.ts tries to write it.
    writable.filter((target) => !/^\/(proc|dev|sys\/fs\/cgroup)(\/|$)/.test(target)),
    ['/tmp'],
    'the only writable file system beside /dev',
  );
});

t.test('a flood of log is cut at its bound, and counted', async (t) => {
  const bench = await startTestWorker(t);
  const line = 'y'.repeat(1023);
  const bytes = LOG_MAX_BYTES + 8 * MIB;
  let kept = 0;
  bench.door.log = async (_job, piece) => {
    kept += Buffer.byteLength(piece.text);
  };
  const run = bench.order({ script: `${perl(`print "${line}\\n" for 1 .. ${bytes / 1024}`)}; ${PRINT_ACCURACY}` });
  bench.door.giveRun(run);
  const report = await bench.door.reported(run.runId, 100_000);
  t.match(report, { outcome: 'measured' });
  t.ok(kept <= LOG_MAX_BYTES && report.logBytes === kept, `${kept} bytes are kept`);
  t.ok(report.logDropped >= 8 * MIB);
  await bench.door.until(() => bench.door.idle, 'the next claim');
  t.same(readdirSync(`${bench.state}/spool`), [], 'and nothing of it stays on disk');
});

t.test('one line without end grows nothing', async (t) => {
  const bench = await startTestWorker(t);
  const before = process.memoryUsage.rss();
  const { report } = await inSandbox(
    bench,
    `${perl('print "z" x 1000000 for 1 .. 100; print "\\n"')}; ${PRINT_ACCURACY}`,
  );
  t.match(report, { outcome: 'measured', logDropped: 100_000_000 - 65_536 });
  const grown = process.memoryUsage.rss() - before;
  t.ok(grown < 150 * MIB, `grew by ${Math.round(grown / MIB)} MiB`);
});

t.test('a crash leaves no core', async (t) => {
  const bench = await startTestWorker(t);
  const { log, lines } = await asks(t, bench, `cd /tmp; sh -c 'kill -SEGV $$'; ls /tmp; cat /proc/self/limits`);
  t.match(log, /^Max core file size +0 +0/m);
  t.notOk(lines.some((line) => /^core/.test(line)));
});

t.test('its time ends, whatever it does with signals', async (t) => {
  const bench = await startTestWorker(t);
  const deaf = perl(
    '$SIG{$_} = "IGNORE" for grep { !/^(NUM|RT|CHLD|CLD)/ } keys %SIG; $SIG{TERM} = $SIG{INT} = $SIG{HUP} = "IGNORE"; sleep 1 for 1 .. 100',
  );
  const { report } = await inSandbox(bench, `exec ${deaf}`, { limits: { timeoutSeconds: 1 } });
  t.match(report, { outcome: 'time-out', exitCode: 137, detail: /limit of 1 s/ });
});
