import t from 'tap';
import { readMetric } from '../../../services/core/judge/validity.ts';

const metric = { name: 'accuracy', scale: 'rate' } as const;
const value = (number: number, name = 'accuracy') => ({ metric: name, value: number, unit: 'share' });

t.test('a measured run has one value that its scale can hold', async (t) => {
  const run = { outcome: 'measured', detail: '', measurements: [value(0.9), value(7, 'loss')] } as const;
  t.same(readMetric(run, metric), { kind: 'measured', value: 0.9 });
});

t.test('the benchmark’s own outcomes are failures', async (t) => {
  const failed = (run: Parameters<typeof readMetric>[0]) => {
    const found = readMetric(run, metric);
    return found.kind === 'failed' ? found.reason : found.kind;
  };
  t.equal(failed({ outcome: 'exit-nonzero', detail: 'exit 3', measurements: [value(0.9)] }), 'exit-nonzero: exit 3');
  t.equal(failed({ outcome: 'out-of-memory', measurements: [] }), 'out-of-memory');
  t.equal(failed({ outcome: 'measured', measurements: [] }), 'missing-metric: accuracy was not measured');
  t.match(
    failed({ outcome: 'measured', measurements: [value(0.9), value(0.8)] }),
    /duplicate-metric: accuracy has 2 values/,
  );
  t.match(
    failed({ outcome: 'measured', measurements: [value(1.5)] }),
    /invalid-metric: accuracy is 1.5, .* rate cannot hold/,
  );
  t.match(failed({ outcome: 'measured', measurements: [value(Number.NaN)] }), /accuracy is NaN/);
});

t.test('what the infrastructure or a person took says nothing', async (t) => {
  t.same(readMetric({ outcome: 'pull-failed', detail: 'no route', measurements: [] }, metric), {
    kind: 'absent',
    reason: 'pull-failed: no route',
  });
  t.same(readMetric({ outcome: 'cancelled', measurements: [] }, metric), { kind: 'absent', reason: 'cancelled' });
  t.same(readMetric({ outcome: null, measurements: [] }, metric), {
    kind: 'absent',
    reason: 'not ended at the deadline',
  });
});
