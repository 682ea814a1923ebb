import { setInterval } from 'node:timers';
import t from 'tap';
import { LOG_MAX_BYTES } from '../../../workers/log/run-log.ts';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { startTestWorker } from '../../support/worker.ts';

/** What the container prints, in bytes: far more than is kept of a log, and than this process may grow. */
const PRINTED_BYTES = 400_000_000;
/** How much this process may grow meanwhile, in bytes; half of what is printed would show. */
const GROWTH_MAX_BYTES = 200_000_000;

// A log without end neither grows the worker nor fills a disk, and its metrics are read to the last line.

t.test('a log of 400 MB', async (t) => {
  const { door, order } = await startTestWorker(t);
  // The door counts the log and forgets it, so that this process holds what a worker holds.
  let keptBytes = 0;
  door.log = async (_jobId, piece) => {
    t.equal(piece.offset, keptBytes, 'the pieces follow each other') || t.bailout('a piece is missing');
    keptBytes += Buffer.byteLength(piece.text);
  };
  const warm = order();
  door.giveRun(warm);
  await door.reported(warm.runId);
  keptBytes = 0;
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  t.teardown(() => clearInterval(watch));
  const line = 'x'.repeat(99);
  const script = `perl -e 'print "${line}\\n" for 1..${PRINTED_BYTES / 100}'; ${PRINT_ACCURACY}`;
  const run = order({ script });
  door.giveRun(run);
  const report = await door.reported(run.runId, 110_000);
  t.match(report, { outcome: 'measured', measurements: [{ metric: 'accuracy', value: 0.5 }] });
  t.ok(report.logBytes <= LOG_MAX_BYTES && report.logBytes > LOG_MAX_BYTES - 200, `${report.logBytes} bytes are kept`);
  t.equal(keptBytes, report.logBytes);
  const metricLine = Buffer.byteLength(`${PRINT_ACCURACY.slice("echo '".length, -1)}\n`);
  t.equal(report.logBytes + report.logDropped, PRINTED_BYTES + metricLine, 'every byte is counted');
  t.ok(most - before < GROWTH_MAX_BYTES, `grew by ${Math.round((most - before) / 1e6)} MB`);
  t.comment(`resident memory ${Math.round(before / 1e6)} MB before, at most ${Math.round(most / 1e6)} MB`);
});
