import t from 'tap';
import { pushedMethod, pushedMetrics } from '../../../services/core/pushed/metrics.ts';
import { manifest } from '../../support/planning.ts';
import { aResult } from '../../support/pushes.ts';

const own = manifest('toy');
const { metrics = [] } = aResult();

t.test('the catalog describes its benchmarks, and a result the others', async (t) => {
  t.equal(pushedMetrics({ benchmark: 'toy' }, own), own.metrics);
  t.match(pushedMetrics({ benchmark: 'lab', metrics }, null), [
    { name: 'accuracy', source: { format: 'jsonl', key: 'accuracy', reduce: 'last', warmup: 0 } },
  ]);
  const source = { format: 'mllog', key: 'k', reduce: 'max', warmup: 2 } as const;
  t.match(pushedMetrics({ benchmark: 'lab', metrics: metrics.map((one) => ({ ...one, source })) }, null), [{ source }]);
  t.throws(() => pushedMetrics({ benchmark: 'toy', metrics }, own), {
    code: 'INPUT_INVALID',
    place: { path: 'body/metrics' },
  });
  t.throws(() => pushedMetrics({ benchmark: 'lab' }, null), { code: 'UNKNOWN_BENCHMARK' });
  t.throws(() => pushedMetrics({ benchmark: 'lab', metrics: [...metrics, ...metrics] }, null), {
    code: 'INPUT_INVALID',
    place: { path: 'body/metrics/1/name' },
  });
});

t.test('the method version is the catalog’s', async (t) => {
  const { methodVersion } = own;
  t.equal(pushedMethod({ benchmark: 'toy' }, own), methodVersion);
  t.equal(pushedMethod({ benchmark: 'toy', methodVersion }, own), methodVersion);
  t.throws(() => pushedMethod({ benchmark: 'toy', methodVersion: methodVersion + 1 }, own), { code: 'INPUT_INVALID' });
  t.equal(pushedMethod({ benchmark: 'lab' }, null), 1);
  t.equal(pushedMethod({ benchmark: 'lab', methodVersion: 3 }, null), 3);
});
