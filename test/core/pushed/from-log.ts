import t from 'tap';
import { PUSHED_SAMPLES_MAX } from '../../../services/core/model/pushed.ts';
import { type LogFacts, resultOfLog } from '../../../services/core/pushed/from-log.ts';
import type { ReadLog } from '../../../services/core/pushed/log.ts';
import { aMetric } from '../../support/builders.ts';
import { onConvergence } from '../../support/convergence.ts';
import { aResult } from '../../support/pushes.ts';

const { schemaVersion: _, outcome: __, measurements: ___, metrics: ____, exitCode: _____, ...rest } = aResult();
const facts: LogFacts = rest;
const empty: ReadLog = { samples: [], problems: [], gaveUp: false, text: '', dropped: 0 };
const metrics = [aMetric()];
const many = Array.from({ length: PUSHED_SAMPLES_MAX + 1 }, (_, at) => ({
  metric: 'accuracy',
  value: at / 1e6,
  step: at,
  ...(at % 2 === 0 ? { line: at + 1 } : {}),
}));

t.test('a log and what is known beside it make a result', async (t) => {
  const sample = { metric: 'accuracy', value: 0.9 };
  const found = resultOfLog({ ...empty, samples: [sample], text: 'log', dropped: 3 }, facts, metrics);
  t.match(found, { outcome: 'measured', samples: [sample], log: 'log', logDropped: 3, benchmark: 'lab-digits' });
  t.notOk('detail' in found);
  t.equal(resultOfLog(empty, { ...facts, exitCode: null }, metrics).outcome, 'measured');
  t.equal(resultOfLog(empty, { ...facts, exitCode: 2 }, metrics).outcome, 'exit-nonzero');
});

t.test('what could not be read is quoted', async (t) => {
  const problems = [1, 2, 3, 4, 5].map((line) => ({ line, message: `bad ${line}` }));
  t.equal(
    resultOfLog({ ...empty, problems }, facts, metrics).detail,
    'line 1: bad 1; line 2: bad 2; line 3: bad 3; 2 more problems in the log',
  );
  t.equal(resultOfLog({ ...empty, problems: problems.slice(0, 1) }, facts, metrics).detail, 'line 1: bad 1');
});

t.test('a run that gave up did not converge, whatever it logged', async (t) => {
  const metric = onConvergence();
  const samples = [{ metric: metric.name, value: 5 }];
  t.same(resultOfLog({ ...empty, samples, gaveUp: true }, facts, [metric, ...metrics]).samples, []);
  t.same(resultOfLog({ ...empty, samples }, facts, [metric]).samples, samples);
});

t.test('more samples than a result holds are reduced where the whole log was read', async (t) => {
  const found = resultOfLog({ ...empty, samples: many }, facts, metrics);
  t.match(found, { outcome: 'measured', measurements: [{ metric: 'accuracy', value: PUSHED_SAMPLES_MAX / 1e6 }] });
  t.notOk('samples' in found);
  for (const value of ['NaN', null]) {
    const last = { metric: 'accuracy', value, step: -1, ...(value === null ? {} : { line: 9 }) };
    const samples = [...many, last];
    t.match(resultOfLog({ ...empty, samples }, facts, metrics), { outcome: 'invalid-metric', detail: /accuracy/ });
  }
  t.match(resultOfLog({ ...empty, samples: many }, { ...facts, exitCode: 1 }, metrics), { outcome: 'exit-nonzero' });
});
