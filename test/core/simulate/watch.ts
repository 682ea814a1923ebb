import t from 'tap';
import { CARRIED_NIGHTS_MAX } from '../../../services/core/judge/thresholds.ts';
import { randomStream } from '../../../services/core/simulate/random.ts';
import { SeriesWatch, type Trial } from '../../../services/core/simulate/watch.ts';
import { CALM, madeNoise } from '../../support/made-noise.ts';

const RANDOM = randomStream(1, 0);
const HISTORY = 60;

/** A watch whose first watched night is moved by 8 σ, with the trial of that night. */
function suspicious(runs: readonly number[], feelsHost = false): { watch: SeriesWatch; trial: Trial } {
  const watch = new SeriesWatch(madeNoise(CALM, runs, feelsHost), HISTORY, RANDOM);
  return { watch, trial: watch.night(8) as Trial };
}

t.test('calm nights raise nothing and are accepted', async (t) => {
  const watch = new SeriesWatch(madeNoise(CALM, [0]), HISTORY, RANDOM);
  for (let night = 0; night < 20; night += 1) t.equal(watch.night(0), null);
  t.equal(watch.history.length, HISTORY + 20);
  t.ok(watch.history.every(({ accepted }) => accepted));
});

t.test('as many nights are kept as the longest baseline and its window need', async (t) => {
  const watch = new SeriesWatch(madeNoise(CALM, [0]), 100, RANDOM);
  for (let night = 0; night < 10; night += 1) watch.night(0);
  t.equal(watch.history.length, 104);
});

t.test('a shift that fresh runs show is confirmed after three of them', async (t) => {
  const { watch, trial } = suspicious([0, 0.5, -0.5]);
  t.match(trial, { nights: 1, tonight: 0, decision: 'undecided', evidence: 1 });
  const decisions = [1, 2, 3].map(() => {
    t.equal(watch.step(trial), 1, 'a plain re-run');
    return trial.decision;
  });
  t.same(decisions, ['undecided', 'undecided', 'confirmed']);
  t.same(
    trial.pairs.map(({ good, bad }) => [good, bad]),
    [8, 8.5, 7.5].map((bad) => [undefined, bad]),
  );
  watch.settle(trial);
  t.equal(watch.history.at(-1)?.accepted, false, 'a confirmed night is in no baseline');
});

t.test('pairs cost two runs, and only the new side is moved', async (t) => {
  const { watch, trial } = suspicious([0.2, -0.2, 0.4, 0], true);
  t.equal(watch.step(trial), 2);
  t.same(trial.pairs, [{ good: -0.2, bad: 8.2 }]);
});

t.test('evidence that is asked for beyond the usual is waited for', async (t) => {
  const { watch, trial } = suspicious([0, 0.5, -0.5]);
  for (let run = 0; run < 3; run += 1) watch.step(trial, Number.POSITIVE_INFINITY);
  t.equal(trial.decision, 'undecided');
});

t.test('a night that fresh runs do not show takes their median and is accepted', async (t) => {
  const { watch, trial } = suspicious([-8, -8.5]);
  watch.step(trial);
  watch.step(trial);
  t.equal(trial.decision, 'dismissed');
  watch.settle(trial);
  t.match(watch.history.at(-1), { accepted: true, value: 0 }, 'median of 7, 0 and -0.5');
  t.equal(watch.night(0), null, 'and the next night starts afresh');
});

t.test('an undecided trial is carried on with its runs, then counts as not shown', async (t) => {
  const { watch, trial } = suspicious([0]);
  watch.step(trial);
  for (let night = 2; night <= CARRIED_NIGHTS_MAX; night += 1) {
    watch.settle(trial);
    t.equal(watch.night(8), trial, 'the same trial');
    t.match(trial, { nights: night, tonight: 0 });
    watch.step(trial, Number.POSITIVE_INFINITY);
    t.equal(trial.pairs.length, night);
  }
  const waiting = watch.history.slice(-CARRIED_NIGHTS_MAX);
  t.ok(waiting.every(({ accepted }) => !accepted));
  watch.settle(trial);
  t.ok(
    watch.history.every(({ accepted }) => accepted),
    'all nights that waited are accepted',
  );
  t.not(watch.night(8), trial, 'a later suspicion is a new one');
});
