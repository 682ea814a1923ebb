import type { Test } from 'tap';
import type { RunReport } from '../../services/core/model/job.ts';
import type { OrderOptions } from './order.ts';
import { PRINT_ACCURACY } from './order.ts';
import type { WorkerBench } from './worker.ts';

/** What code of somebody else saw and did inside the sandbox. */
export interface Seen {
  readonly report: RunReport;
  readonly log: string;
  readonly lines: readonly string[];
}

/** Runs a script in the sandbox that training has, through a worker, to its end; it may well fail. */
export async function inSandbox(bench: WorkerBench, script: string, more: Partial<OrderOptions> = {}): Promise<Seen> {
  const run = bench.order({ script, ...more });
  bench.door.giveRun(run);
  const report = await bench.door.reported(run.runId);
  const log = bench.door.logOf(run.runId);
  return { report, log, lines: log.split('\n') };
}

/** The same for a script that must come to its end. */
export async function asks(
  t: Test,
  bench: WorkerBench,
  script: string,
  more: Partial<OrderOptions> = {},
): Promise<Seen> {
  const seen = await inSandbox(bench, `${script}\n${PRINT_ACCURACY}`, more);
  t.equal(seen.report.outcome, 'measured', `it came to its end: ${seen.report.detail}`);
  t.comment(seen.log);
  return seen;
}

/** A perl program as a line for the shell. */
export const perl = (program: string): string => `perl -e '${program.replaceAll("'", `'"'"'`)}'`;
