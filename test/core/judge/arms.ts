import t from 'tap';
import { countedRun, goodRuns, isLost, pairsOf } from '../../../services/core/judge/arms.ts';
import { trial } from '../../support/judging.ts';

const metric = { name: 'accuracy', scale: 'rate' } as const;

t.test('pairs are read in order, failures as null, half pairs not at all', async (t) => {
  const runs = [
    trial(0, 'good', 0.9),
    trial(0, 'bad', 0.8),
    trial(1, 'bad', null),
    trial(1, 'good', 0.9),
    trial(2, 'good', 0.91),
  ];
  t.same(pairsOf(runs, metric, false), [
    { good: 0.9, bad: 0.8 },
    { good: 0.9, bad: null },
  ]);
  t.same(pairsOf([], metric, false), []);
});

t.test('an environment that is re-run alone has no good side', async (t) => {
  t.same(pairsOf([trial(0, 'bad', 0.8), trial(1, 'bad', 0.7)], metric, true), [
    { good: undefined, bad: 0.8 },
    { good: undefined, bad: 0.7 },
  ]);
});

t.test('a run that the infrastructure took is passed over for its repetition', async (t) => {
  const lost = trial(0, 'good', null, { outcome: 'host-lost' });
  t.equal(isLost(lost), true);
  t.equal(isLost(trial(0, 'good', null, { outcome: 'cancelled' })), true);
  t.equal(isLost(trial(0, 'good', null)), false);
  t.equal(countedRun([lost, trial(0, 'good', 0.9)], 0, 'good')?.outcome, 'measured');
  t.equal(countedRun([lost], 0, 'good'), undefined);
  t.same(pairsOf([lost, trial(0, 'bad', 0.9)], metric, false), []);
});

t.test('runs of the good environment alone, in order, whether the other side ran or not', async (t) => {
  const runs = [
    trial(2, 'good', 0.92),
    trial(0, 'bad', 0.8),
    trial(0, 'good', null, { outcome: 'host-lost' }),
    trial(0, 'good', 0.9),
    trial(1, 'good', null),
    trial(3, 'bad', 0.7),
    trial(4, 'good', null, { outcome: 'cancelled' }),
  ];
  t.same(goodRuns(runs, metric), [0.9, null, 0.92], 'a failure is null, a lost run is no run');
  t.same(goodRuns(runs, { ...metric, name: 'loss' }), [null, null, null], 'nor a number of another metric');
  t.same(goodRuns([trial(0, 'bad', 0.8)], metric), []);
  t.same(goodRuns([], metric), []);
});
