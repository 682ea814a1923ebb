import { readdirSync, readFileSync } from 'node:fs';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { inSandbox, perl } from '../../support/sandboxed.ts';
import { startTestWorker, uniqueId, type WorkerBench } from '../../support/worker.ts';

// Nothing of a run is left when it has ended: looked for among the processes of this machine, not asked from the engine.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });

/** Processes of this machine that carry a word in their command line. */
function alive(word: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.includes(word) && line.startsWith('perl') ? [pid] : [];
    } catch {
      return [];
    }
  });
}

/** A daemon by the book: two forks, a session of its own, deaf to signals; its name is on its command line. */
const daemon = (word: string): string =>
  perl(`# ${word}
    use strict; if (fork) { exit 0 } syscall(112) if "${process.arch}" eq "x64"; exit 0 if fork;
    $SIG{TERM} = $SIG{HUP} = $SIG{INT} = "IGNORE"; open STDOUT, ">", "/dev/null"; open STDERR, ">", "/dev/null";
    sleep 1 for 1 .. 300;`);

async function leaves(t: Test, bench: WorkerBench, script: (word: string) => string, expected: string): Promise<void> {
  const word = uniqueId('outlives');
  const { report } = await inSandbox(bench, script(word), { limits: { timeoutSeconds: 5 } });
  t.equal(report.outcome, expected);
  await bench.door.until(() => bench.door.idle, 'the next claim');
  t.same(alive(word), [], 'no process is left');
  const filters = { label: [`dev.plumbline.run=${report.runId}`] };
  t.same(await docker.listContainers({ all: true, filters }), [], 'and no container');
}

t.test('a daemon does not outlive its run', async (t) => {
  const bench = await startTestWorker(t);
  await leaves(t, bench, (word) => `${daemon(word)}; ${PRINT_ACCURACY}`, 'measured');
  await leaves(t, bench, (word) => `${daemon(word)}; exit 3`, 'exit-nonzero');
  await leaves(t, bench, (word) => `${daemon(word)}; sleep 60`, 'time-out');
});

t.test('a child that keeps the output open holds nobody up', async (t) => {
  const bench = await startTestWorker(t);
  await leaves(
    t,
    bench,
    (word) => `${perl(`# ${word}\nif (!fork) { $SIG{TERM} = "IGNORE"; sleep 1 for 1 .. 300 }`)}; ${PRINT_ACCURACY}`,
    'measured',
  );
});

t.test('a cancelled or handed back run leaves nothing either', async (t) => {
  for (const way of ['cancel', 'stop'] as const) {
    const bench = await startTestWorker(t, { heartbeatMs: 100 });
    const word = uniqueId('outlives');
    const run = bench.order({ script: `${daemon(word)}; ${PRINT_ACCURACY}; sleep 60` });
    bench.door.giveRun(run);
    await bench.door.until(() => bench.door.pieces.length > 0, 'the first line');
    if (way === 'cancel') {
      bench.door.cancelling = true;
      await bench.door.reported(run.runId);
      bench.door.cancelling = false;
    }
    await bench.worker.stop(0);
    t.same(alive(word), [], `${way}: no process is left`);
  }
});
