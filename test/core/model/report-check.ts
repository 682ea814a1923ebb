import t from 'tap';
import type { Metric } from '../../../services/core/model/metric.ts';
import { checkReport } from '../../../services/core/model/report-check.ts';
import { RESNET_CONVERGENCE } from '../../support/convergence.ts';

const metric = (name: string, unit: string): Metric => ({
  name,
  kind: 'speed',
  unit,
  direction: 'higher',
  scale: 'positive',
  source: { format: 'jsonl', key: name, reduce: 'last', warmup: 0 },
  minEffect: 0.03,
});
const metrics = [metric('accuracy', 'fraction'), metric('throughput', 'samples/s')];
const accuracy = { metric: 'accuracy', value: 0.9, unit: 'fraction' };
const throughput = { metric: 'throughput', value: 1000, unit: 'samples/s' };

t.test('a whole measured report passes, and a failed one may be partial', async (t) => {
  checkReport(metrics, { outcome: 'measured', measurements: [accuracy, throughput] });
  checkReport(metrics, { outcome: 'missing-metric', measurements: [accuracy] });
  checkReport(metrics, { outcome: 'host-lost', measurements: [] });
  const epochs = { ...metric('epochs', 'epochs'), convergence: RESNET_CONVERGENCE };
  checkReport([...metrics, epochs], { outcome: 'measured', measurements: [accuracy, throughput] });
  t.pass('none of them throws, nor a run that did not converge');
});

t.test('a report that contradicts the run is refused', async (t) => {
  const refused = (measurements: (typeof accuracy)[], expected: { code: string; message: RegExp }) =>
    t.throws(() => checkReport(metrics, { outcome: 'measured', measurements }), expected);
  refused([accuracy, throughput, { metric: 'loss', value: 1, unit: 'nats' }], {
    code: 'UNKNOWN_METRIC',
    message: /"loss"; the run measures accuracy, throughput/,
  });
  refused([accuracy, accuracy, throughput], { code: 'INPUT_INVALID', message: /"accuracy" twice/ });
  refused([accuracy, { ...throughput, unit: 'images/s' }], { code: 'INPUT_INVALID', message: /says images\/s/ });
  refused([accuracy], { code: 'INPUT_INVALID', message: /without a value of throughput/ });
});
