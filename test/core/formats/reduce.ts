import t from 'tap';
import { MAX_SAMPLES_PER_METRIC } from '../../../services/core/formats/parser.ts';
import { reduceRun } from '../../../services/core/formats/reduce.ts';
import type { Metric, Reduction } from '../../../services/core/model/metric.ts';
import type { Sample } from '../../../services/core/model/run.ts';
import { onConvergence } from '../../support/convergence.ts';

function metric(name: string, reduce: Reduction = 'last', warmup = 0): Metric {
  const source = { format: 'mllog', key: `log.${name}`, reduce, warmup } as const;
  return { name, kind: 'speed', unit: 'examples/s', direction: 'higher', scale: 'positive', source, minEffect: 0.1 };
}
const samples = (metric: string, values: readonly (number | string)[], steps = true): Sample[] =>
  values.map((value, index) => ({
    metric,
    ...(typeof value === 'number' ? { value } : { value: null, raw: value }),
    ...(steps ? { step: index } : {}),
    line: index + 1,
  }));

t.test('a metric with reference convergence points may be absent: the run did not converge', async (t) => {
  const epochs = onConvergence();
  const speed = { metric: 'a', value: 3, unit: 'examples/s' };
  const reached = { metric: 'epochs', value: 35, unit: 'epochs' };
  const all = [...samples('a', [3]), ...samples('epochs', [35])];
  t.match(reduceRun([metric('a'), epochs], all), { outcome: 'measured', detail: '', measurements: [speed, reached] });
  t.strictSame(reduceRun([metric('a'), epochs], samples('a', [3])), {
    outcome: 'measured',
    detail: 'metric epochs: not reached',
    measurements: [speed],
  });
  t.match(reduceRun([metric('a'), epochs], all, [], true), { outcome: 'measured', measurements: [speed] });
  t.match(reduceRun([metric('a'), epochs], samples('epochs', [35])), { outcome: 'missing-metric', measurements: [] });
  t.match(reduceRun([metric('a'), epochs], [...samples('a', [3]), ...samples('epochs', ['NaN'])]), {
    outcome: 'invalid-metric',
  });
});

t.test('each reduction', async (t) => {
  const expected: Record<Reduction, number> = { last: 2, first: 4, min: 1, max: 9, mean: 4, median: 3, sum: 16 };
  for (const [reduce, value] of Object.entries(expected)) {
    t.strictSame(
      reduceRun([metric('a', reduce as Reduction)], samples('a', [4, 1, 9, 2])),
      { outcome: 'measured', detail: '', measurements: [{ metric: 'a', value, unit: 'examples/s' }] },
      reduce,
    );
  }
  t.match(reduceRun([metric('a', 'median')], samples('a', [5, 1, 3])).measurements, [{ value: 3 }]);
});

t.test('the warm-up is dropped, whatever it holds', async (t) => {
  t.match(reduceRun([metric('a', 'mean', 2)], samples('a', ['Infinity', 50, 2, 4])), {
    outcome: 'measured',
    measurements: [{ value: 3 }],
  });
});

t.test('a metric without a sample, or with none after the warm-up, is missing', async (t) => {
  t.strictSame(reduceRun([metric('a')], samples('other', [1])), {
    outcome: 'missing-metric',
    detail: 'metric a: no mllog line with the key log.a',
    measurements: [],
  });
  t.match(reduceRun([metric('a', 'mean', 5)], samples('a', [1, 2])), {
    outcome: 'missing-metric',
    detail: 'metric a: all 2 samples are within its warm-up of 5',
  });
});

t.test('one value that is not finite makes the metric invalid, and is named with its line', async (t) => {
  t.match(reduceRun([metric('a')], samples('a', [1, 'NaN', 3])), {
    outcome: 'invalid-metric',
    detail: 'metric a: "NaN" on line 2 is not a finite number',
  });
  t.match(reduceRun([metric('a')], [{ metric: 'a', value: null, line: 4 }]).detail, '"" on line 4');
  t.match(reduceRun([metric('a', 'sum')], samples('a', [1e308, 1e308])), {
    outcome: 'invalid-metric',
    detail: 'metric a: the sum of its samples is not finite',
  });
});

t.test('a step with two values is a finding; the same value again counts once', async (t) => {
  const twice = (value: Partial<Sample>) => [
    ...samples('a', [1, 2]),
    { metric: 'a', value: 2, step: 1, line: 9, ...value },
  ];
  t.match(reduceRun([metric('a', 'sum')], twice({})), { outcome: 'measured', measurements: [{ value: 3 }] });
  t.match(reduceRun([metric('a', 'sum')], twice({ value: 5 })), {
    outcome: 'duplicate-metric',
    detail: 'metric a: step 1 has two values, 2 on line 2 and 5 on line 9',
  });
  t.match(reduceRun([metric('a')], twice({ value: null, raw: 'NaN' })), {
    outcome: 'duplicate-metric',
    detail: 'metric a: step 1 has two values, 2 on line 2 and "NaN" on line 9',
  });
  t.match(reduceRun([metric('a', 'sum')], samples('a', [1, 1, 1], false)), { measurements: [{ value: 3 }] });
});

t.test('too many samples are a finding and not a silent cut', async (t) => {
  const many = samples('a', new Array<number>(MAX_SAMPLES_PER_METRIC + 1).fill(1));
  t.match(reduceRun([metric('a')], many), { outcome: 'invalid-metric', detail: 'metric a: more than 50000 samples' });
  t.match(reduceRun([metric('a', 'max')], many.slice(1)), { outcome: 'measured' });
});

t.test('with several findings the worst names the run and all are told', async (t) => {
  const run = reduceRun([metric('a'), metric('b'), metric('c')], [...samples('a', [1]), ...samples('b', ['NaN'])]);
  t.equal(run.outcome, 'missing-metric');
  t.match(run.detail, /metric b: "NaN".*; metric c: no mllog line/);
  t.strictSame(run.measurements, [], 'half a result is no result');
});

t.test('problems of the log are told also when everything was measured', async (t) => {
  const problems = [1, 2, 3, 4, 5].map((line) => ({ line, message: 'bad' }));
  t.match(reduceRun([metric('a')], samples('a', [1]), problems.slice(0, 1)), {
    outcome: 'measured',
    detail: 'line 1: bad',
  });
  t.equal(
    reduceRun([metric('a')], samples('a', [1]), problems).detail,
    'line 1: bad; line 2: bad; line 3: bad; 2 more problems in the log',
  );
});

t.test('the detail is bounded', async (t) => {
  const metrics = Array.from({ length: 64 }, (_, index) => metric(`metric-${index}-${'x'.repeat(40)}`));
  t.equal(reduceRun(metrics, []).detail.length, 2000);
});
