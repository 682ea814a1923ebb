import t from 'tap';
import { type JudgedSeries, nextStep, runsAlone } from '../../../services/core/judge/experiment-step.ts';
import type { ExperimentRun } from '../../../services/core/model/experiment.ts';
import { aBand, aMetric, anExperiment, aSeries, somePins } from '../../support/builders.ts';
import { trial } from '../../support/judging.ts';

const series: readonly JudgedSeries[] = [
  { series: aSeries(), band: aBand({ centre: 0.97, deviation: 0.005, runs: 10 }) },
];
const experiment = anExperiment();

/** Runs an experiment as a worker would, each side giving what `value` says, until it is told to stop. */
function follow(value: (arm: 'good' | 'bad', pair: number) => number | null, from = experiment, judged = series) {
  const runs: ExperimentRun[] = [];
  for (;;) {
    const step = nextStep(from, runs, judged);
    if (step.kind === 'stop')
      return { runs, reason: step.reason, order: runs.map(({ arm, seed }) => `${arm} ${seed}`) };
    runs.push(trial(step.pair, step.arm, value(step.arm, step.pair), { seed: step.seed }));
  }
}

t.test('interleaves ABBA with one fresh seed a pair, and stops at a pair’s end once all is decided', async (t) => {
  const same = follow(() => 0.97);
  t.same(same.order, ['good 11', 'bad 11', 'bad 12', 'good 12', 'good 13', 'bad 13']);
  t.equal(same.reason, 'decided after 3 pairs');
  t.equal(follow((arm) => (arm === 'good' ? 0.97 : 0.5)).reason, 'decided after 3 pairs');
});

t.test('goes on to its bound while any series is open', async (t) => {
  const shaky = follow((arm, pair) => (arm === 'good' ? 0.97 : 0.963 - 0.006 * (pair % 2)));
  t.equal(shaky.reason, 'undecided after its 5 pairs');
  t.equal(shaky.runs.length, 10);
  const other: JudgedSeries = {
    series: aSeries({ id: 'ser_00000002', metric: 'loss', definition: aMetric({ name: 'loss', scale: 'real' }) }),
    band: null,
  };
  const both = follow(() => 0.97, experiment, [...series, other]);
  t.equal(both.reason, 'decided after 3 pairs', 'a metric that neither side gives is no difference');
});

t.test('repeats what the infrastructure took, and gives up when it takes too much', async (t) => {
  const lost = trial(0, 'good', null, { outcome: 'pull-failed' });
  t.same(nextStep(experiment, [lost], series), { kind: 'run', pair: 0, arm: 'good', seed: 11 });
  const six = Array.from({ length: 6 }, () => lost);
  t.match(nextStep(experiment, six, series), { kind: 'stop', reason: /^6 runs were lost to the infrastructure/ });
});

t.test('decides at the bound when the last pair settles it', async (t) => {
  const three = anExperiment({ maxPairs: 3, seeds: [1, 2, 3] });
  t.equal(follow(() => 0.97, three).reason, 'decided after 3 pairs');
  t.equal(
    follow(() => 0.97, anExperiment({ maxPairs: 5, seeds: [1, 2, 3] })).reason,
    'decided after 3 pairs',
    'seeds bound it too',
  );
});

t.test('equal pins on both sides are re-run alone, each with a seed of its own', async (t) => {
  const alone = anExperiment({ good: somePins(), bad: somePins() });
  t.equal(runsAlone(alone), true);
  t.equal(runsAlone(experiment), false);
  const found = follow(() => 0.9, alone);
  t.same(found.order, ['bad 11', 'bad 12', 'bad 13']);
  t.equal(found.reason, 'decided after 3 re-runs');
});
