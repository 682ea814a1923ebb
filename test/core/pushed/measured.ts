import t from 'tap';
import type { PushedResult } from '../../../services/core/model/pushed.ts';
import { readMeasured } from '../../../services/core/pushed/measured.ts';
import { aMetric } from '../../support/builders.ts';
import { onConvergence } from '../../support/convergence.ts';

const metrics = [aMetric(), aMetric({ name: 'loss', unit: 'nats', scale: 'positive' })];
const read = (change: Partial<PushedResult>) => readMeasured({ outcome: 'measured', ...change }, metrics);
const loss = { metric: 'loss', value: 0.5 };

t.test('values and samples become measurements', async (t) => {
  const samples = [0.7, 0.9].map((value, step) => ({ metric: 'accuracy', value, step, timeMs: 1 }));
  t.match(read({ samples, measurements: [{ ...loss, unit: 'nats' }] }), {
    outcome: 'measured',
    detail: '',
    measurements: [
      { metric: 'accuracy', value: 0.9, unit: 'share' },
      { metric: 'loss', value: 0.5, unit: 'nats' },
    ],
    samples: [{ line: 1 }, { line: 2 }],
  });
});

t.test('a single value is not in a warm-up', async (t) => {
  const source = { ...aMetric().source, warmup: 3 };
  const found = readMeasured({ outcome: 'measured', measurements: [{ metric: 'accuracy', value: 0.9 }] }, [
    aMetric({ source }),
  ]);
  t.match(found, { outcome: 'measured', measurements: [{ value: 0.9 }] });
});

t.test('what is missing or no number is a finding, whatever the result says of itself', async (t) => {
  t.match(read({ measurements: [loss], detail: 'note' }), {
    ...{ outcome: 'missing-metric', measurements: [] },
    detail: 'note; the result has no value of accuracy',
  });
  for (const value of ['NaN', null]) {
    const found = read({ measurements: [loss, { metric: 'accuracy', value }] });
    t.match(found, { outcome: 'invalid-metric', measurements: [] }, String(value));
  }
  t.match(read({ outcome: 'out-of-memory', measurements: [loss] }), { outcome: 'out-of-memory', measurements: [] });
});

t.test('a metric with reference convergence points may be absent', async (t) => {
  const found = readMeasured({ outcome: 'measured' }, [onConvergence()]);
  t.match(found, { outcome: 'measured', measurements: [] });
});

t.test('names and units are checked, with the place', async (t) => {
  const accuracy = { metric: 'accuracy', value: 1 };
  const cases: [Partial<PushedResult>, string, string][] = [
    [{ measurements: [{ metric: 'speed', value: 1 }] }, 'UNKNOWN_METRIC', 'body/measurements/0/metric'],
    [{ samples: [{ metric: 'speed', value: 1 }] }, 'UNKNOWN_METRIC', 'body/samples/0/metric'],
    [{ measurements: [{ ...loss, unit: 'bits' }] }, 'INPUT_INVALID', 'body/measurements/0/unit'],
    [{ measurements: [loss, loss] }, 'INPUT_INVALID', 'body/measurements/1/metric'],
    [{ measurements: [accuracy], samples: [{ ...accuracy, line: 1 }] }, 'INPUT_INVALID', 'body/samples/0/metric'],
  ];
  for (const [change, code, path] of cases) t.throws(() => read(change), { code, place: { path } });
});
