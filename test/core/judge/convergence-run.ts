import t from 'tap';
import { readConvergence } from '../../../services/core/judge/convergence-run.ts';
import { nightRun } from '../../support/judging.ts';

const metric = { name: 'epochs', scale: 'count' } as const;
const read = (...of: Parameters<typeof nightRun>) => {
  const { run, measurements } = nightRun(...of);
  return readConvergence({ outcome: run.outcome, detail: run.detail, measurements }, metric);
};

t.test('a run that ended well without the metric did not converge', async (t) => {
  t.strictSame(read(1, { epochs: 35, throughput: 100 }), { kind: 'measured', value: 35 });
  t.strictSame(read(1, { throughput: 100 }), { kind: 'not-converged' });
});

t.test('a crash, a time-out and a lost host are what they are for every metric', async (t) => {
  t.match(read(1, {}, { outcome: 'exit-nonzero' }), { kind: 'failed' });
  t.match(read(1, {}, { outcome: 'time-out' }), { kind: 'failed' });
  t.match(read(1, {}, { outcome: 'missing-metric' }), { kind: 'failed' }, 'another metric is missing');
  t.match(read(1, {}, { outcome: 'host-lost' }), { kind: 'absent' });
  t.match(read(1, { epochs: -1 }), { kind: 'failed', reason: /invalid-metric/ });
});
