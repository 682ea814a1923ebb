import t from 'tap';
import { expectedOutcome } from '../../../../services/core/reporting/recipe/expected.ts';
import { aMetric } from '../../../support/builders.ts';

t.test('each metric with what was recorded and what is expected', async (t) => {
  const band = {
    kind: 'learned',
    low: 0.9,
    high: Number.POSITIVE_INFINITY,
    centre: 1,
    deviation: 1,
    runs: 9,
    reason: '',
  };
  const found = expectedOutcome({
    runId: 'run_1',
    hostName: 'h',
    metrics: [aMetric(), aMetric({ name: 'speed', kind: 'speed' }), aMetric({ name: 'odd' })],
    measurements: [{ metric: 'accuracy', value: 0.95, unit: 'share' }],
    bands: { accuracy: band as never, odd: { ...band, low: Number.NaN } as never },
  });
  t.equal(found.run, 'run_1');
  t.match(found.metrics[0], { key: 'eval_accuracy', recorded: 0.95, low: 0.9, high: Number.MAX_VALUE });
  t.match(found.metrics[1], { kind: 'speed', recorded: null, low: null, high: null });
  t.equal(found.metrics[2]?.low, null);
  t.equal(expectedOutcome({ ...{ runId: 'r', hostName: null, metrics: [], measurements: [], bands: {} } }).host, null);
});
