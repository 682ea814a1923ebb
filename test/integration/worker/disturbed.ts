import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import t from 'tap';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { startTestWorker } from '../../support/worker.ts';

// A real neighbour on the run's own processor: it is found in /proc and the control groups of this machine.

const BUSY_SECONDS = 4;
const BUSY = `my $end = time + ${BUSY_SECONDS}; 1 while time < $end;`;

t.test('a run whose processor others use says so', async (t) => {
  const { door, order } = await startTestWorker(t);
  // Wherever the run is pinned: as many neighbours as there are processors, each on one of its own.
  const neighbours = cpus().map((_, cpu) =>
    spawn('taskset', ['-c', String(cpu), 'perl', '-e', '1 while 1'], { stdio: 'ignore' }),
  );
  t.teardown(() => neighbours.map((one) => one.kill('SIGKILL')));
  const run = order({ script: `perl -e '${BUSY}'; ${PRINT_ACCURACY}` });
  door.giveRun(run);
  const report = await door.reported(run.runId);
  t.equal(report.outcome, 'measured');
  t.match(report.tainted, [/^others took \d\d % of its processors \(\d+\) while they were full$/]);
});
