import t from 'tap';
import { readingOf, readings } from '../../../../services/core/attribution/trial/reading.ts';
import { aMetric } from '../../../support/builders.ts';
import { trial } from '../../../support/judging.ts';

const metric = aMetric();

t.test('a run gave a number, or failed in a way that has a name', async (t) => {
  const runs = [
    trial(0, 'good', 0.9),
    { ...trial(0, 'bad', null), detail: 'exit code 1: KeyError: 7' },
    trial(1, 'bad', null, { outcome: 'out-of-memory' }),
    trial(1, 'good', 0.9, { metric: 'other' }),
  ];
  t.same(readings(runs, metric), [
    {
      pair: 0,
      good: { kind: 'number', value: 0.9 },
      bad: { kind: 'failed', signature: 'exit-nonzero: exit code 1: KeyError: <number>' },
    },
    {
      pair: 1,
      good: { kind: 'failed', signature: 'missing-metric: missing-metric: accuracy was not measured' },
      bad: { kind: 'failed', signature: 'out-of-memory' },
    },
  ]);
  t.same(readings([], metric), []);
});

t.test('what the infrastructure took says nothing; the run that was made again does', async (t) => {
  const lost = trial(0, 'bad', null, { outcome: 'pull-failed' });
  t.equal(readingOf([lost], metric, 0, 'bad'), undefined);
  t.same(readingOf([lost, trial(0, 'bad', 0.8)], metric, 0, 'bad'), { kind: 'number', value: 0.8 });
});
