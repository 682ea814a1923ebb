import t from 'tap';
import { nextStep, runsAlone, startsAlone, type TriedSeries } from '../../../services/core/judge/experiment-step.ts';
import type { Experiment, ExperimentRun } from '../../../services/core/model/experiment.ts';
import { aBand, aMetric, anExperiment, aSeries, somePins } from '../../support/builders.ts';
import { normalNoise, trial } from '../../support/judging.ts';
import { basisOf, SPEED } from '../../support/settled.ts';

type Values = (arm: 'good' | 'bad', pair: number) => number | null;

/** Accuracy whose level before, 0.97 ± 0.005, is known from so many runs; three seeds of the night gave 0.9. */
const accuracy = (runs: number): TriedSeries => ({
  series: aSeries(),
  band: aBand(),
  basis: basisOf({
    rule: 'band',
    centre: 0.97,
    baseline: { count: runs, mean: 0, squares: (runs - 1) * 0.005 ** 2 },
    recent: { count: 3, mean: -0.07, squares: 0 },
  }),
});
/** A throughput of about 1,000 whose night was 10 % slower. */
const speed: TriedSeries = {
  series: SPEED,
  band: null,
  basis: basisOf({
    rule: 'band',
    centre: Math.log(1000),
    baseline: { count: 20, mean: 0, squares: 19 * 0.01 ** 2 },
    recent: { count: 1, mean: -0.1, squares: 0 },
  }),
};
const experiment = anExperiment();

/** Runs an experiment as a worker would, each side giving what `value` says, until it is told to stop. */
function follow(
  value: Values,
  {
    from = experiment,
    judged = [accuracy(20)],
    runs: before = [],
    others,
  }: {
    readonly from?: Experiment;
    readonly judged?: readonly TriedSeries[];
    readonly runs?: readonly ExperimentRun[];
    readonly others?: readonly number[];
  } = {},
) {
  const runs = [...before];
  const metric = judged[0]?.series.metric as string;
  for (;;) {
    const step = nextStep(from, runs, judged, others);
    if (step.kind === 'stop')
      return { runs, reason: step.reason, order: runs.map(({ arm, seed }) => `${arm} ${seed}`) };
    runs.push(trial(step.pair, step.arm, value(step.arm, step.pair), { seed: step.seed, metric }));
  }
}

const sound: Values = (_, pair) => 0.97 + 0.003 * (pair % 2 === 0 ? 1 : -1);
const broken: Values = (arm, pair) => (arm === 'good' ? 0.97 : 0.9) + 0.003 * (pair % 2 === 0 ? 1 : -1);
const hostBound: Values = (arm) => (arm === 'good' ? 1000 : 600);

t.test('what varies between seeds, at a level that is known well, runs alone first', async (t) => {
  t.equal(startsAlone([accuracy(8)]), true);
  t.equal(startsAlone([accuracy(7)]), false, 'a level from fewer than 8 runs');
  t.equal(startsAlone([{ ...accuracy(20), basis: null }]), false, 'no level to hold it against');
  t.equal(startsAlone([speed]), false, 'what feels the host says nothing alone');
  t.equal(startsAlone([accuracy(20), speed]), false);
});

/** Room for more pairs than a clear change needs. */
const SEEDS = [11, 12, 13, 14, 15, 16, 17, 18];
const roomy = anExperiment({ maxPairs: 8, seeds: SEEDS });

t.test('metrics that feel the host: pairs in turns ABBA, a fresh seed each, until a pair’s end decides', async (t) => {
  const found = follow(hostBound, { judged: [speed], from: roomy });
  const pairs = found.runs.length / 2;
  const turns = SEEDS.flatMap((seed, i) =>
    i % 2 === 0 ? [`good ${seed}`, `bad ${seed}`] : [`bad ${seed}`, `good ${seed}`],
  );
  t.same(found.order, turns.slice(0, 2 * pairs));
  t.ok(pairs >= 3 && pairs < 8, `${pairs} pairs: fewer than three confirm nothing`);
  t.equal(found.reason, `decided after ${pairs} pairs`);
});

t.test('two pairs that show nothing are enough to dismiss', async (t) => {
  const still = follow(() => 1000, { judged: [speed] });
  t.same(still.order, ['good 11', 'bad 11', 'bad 12', 'good 12']);
  t.equal(still.reason, 'decided after 2 pairs');
});

t.test('quality that is sound: the suspicious environment alone, and the good one is never run', async (t) => {
  const found = follow(sound);
  t.match(found.reason, /^decided after \d re-runs$/);
  t.ok(found.order.every((run) => run.startsWith('bad')));
  t.equal(new Set(found.runs.map(({ seed }) => seed)).size, found.runs.length, 'each with a seed of its own');
});

/** Runs of an order that begin with an arm. */
const ofArm = (order: readonly string[], arm: string) => order.filter((run) => run.startsWith(arm));

t.test('quality that is broken: once it is confirmed only the good side is run, until the side is told', async (t) => {
  const found = follow(broken, { from: roomy });
  const alone = found.order.findIndex((run) => run.startsWith('good'));
  const [bad, good] = [ofArm(found.order, 'bad'), ofArm(found.order, 'good')];
  t.ok(alone >= 3 && alone < 8, `${alone} re-runs`);
  t.same(found.order, [...bad, ...good], 'first all of one side, then only the other');
  t.same(
    bad,
    SEEDS.slice(0, alone).map((seed) => `bad ${seed}`),
  );
  t.same(
    good,
    SEEDS.slice(0, good.length).map((seed) => `good ${seed}`),
    'on the seeds of the re-runs',
  );
  t.ok(good.length >= 2 && good.length <= 3, `${good.length} good runs: never one alone`);
  t.equal(found.reason, `decided after ${alone} re-runs and ${good.length} runs of the good environment`);
});

t.test('it is the same where both sides are bad, and where the new one fails', async (t) => {
  const both = follow((_, pair) => 0.9 + 0.003 * (pair % 2 === 0 ? 1 : -1), { from: roomy });
  t.match(both.reason, /^decided after \d re-runs and [23] runs of the good environment$/);
  const failing = follow((arm) => (arm === 'good' ? 0.97 : null), { from: roomy });
  t.match(failing.reason, /^decided after \d re-runs and [23] runs of the good environment$/);
  const host = follow(() => null, { from: roomy });
  t.match(host.reason, /^decided after \d re-runs and [23] runs of the good environment$/);
});

t.test('where the good runs do not tell the side, they go on to the bound', async (t) => {
  const between = follow((arm, pair) => (arm === 'good' ? (pair % 2 === 0 ? 0.97 : 0.9) : 0.9), {
    from: anExperiment({ maxPairs: 5 }),
  });
  const alone = ofArm(between.order, 'bad').length;
  t.same(ofArm(between.order, 'good'), ['good 11', 'good 12', 'good 13', 'good 14', 'good 15']);
  t.equal(
    between.reason,
    `confirmed, but container and host were not told apart after ${alone} re-runs and 5 runs of the good environment`,
  );
  const failing = follow((arm) => (arm === 'good' ? null : 0.9), { from: roomy });
  t.match(
    failing.reason,
    /not told apart after \d re-runs and 8 runs/,
    'a good side that fails tells nothing of a level',
  );
});

/** A second quality metric with the level and the noise of the first. */
const second: TriedSeries = {
  ...accuracy(20),
  series: aSeries({ id: 'ser_00000009', metric: 'recall', definition: aMetric({ name: 'recall' }) }),
};

t.test(
  'two metrics: the re-runs go on until one is confirmed or all are dismissed; its side is what is asked',
  async (t) => {
    const judged = [accuracy(20), second];
    const runs = (accuracyBad: number, recallBad: number, count: number, arm: 'good' | 'bad' = 'bad') =>
      Array.from({ length: count }, (_, pair) => {
        const run = trial(pair, arm, accuracyBad + 0.003 * (pair % 2 === 0 ? 1 : -1), { seed: 11 + pair });
        const other = { metric: 'recall', value: recallBad + 0.003 * (pair % 2 === 0 ? 1 : -1), unit: 'share' };
        return { ...run, measurements: [...run.measurements, other] };
      });
    t.match(nextStep(roomy, runs(0.97, 0.97, 5), judged), { kind: 'stop', reason: /^decided after 5 re-runs$/ });
    t.match(nextStep(roomy, runs(0.97, 0.955, 2), judged), { pair: 2, arm: 'bad' }, 'one of them is open');
    const one = runs(0.9, 0.97, 5);
    t.match(nextStep(roomy, one, judged), { pair: 0, arm: 'good', seed: 11 }, 'one of them is confirmed');
    const told = [...one, ...runs(0.97, 0.9, 3, 'good')];
    t.match(
      nextStep(roomy, told, judged),
      { kind: 'stop', reason: /^decided after 5 re-runs and 3 runs/ },
      'for that one',
    );
  },
);

t.test('goes on to its bound while any series is open', async (t) => {
  const shaky: Values = (arm, pair) => (arm === 'good' ? 1000 : 985 - 30 * (pair % 2));
  const found = follow(shaky, { judged: [speed] });
  t.equal(found.reason, 'undecided after its 5 pairs');
  t.equal(found.runs.length, 10);
  const loss: TriedSeries = {
    series: aSeries({ id: 'ser_00000009', metric: 'loss', definition: aMetric({ name: 'loss', scale: 'real' }) }),
    band: null,
    basis: null,
  };
  const both = follow(hostBound, { judged: [speed, loss], from: roomy });
  t.match(both.reason, /^decided after [3-7] pairs$/, 'a metric that neither side gives is no difference');
  const open = follow((_, pair) => 0.962 - 0.006 * (pair % 2), { from: anExperiment({ seeds: [1, 2] }) });
  t.equal(open.reason, 'undecided after its 2 re-runs', 'seeds bound it too');
});

t.test('decides at the bound when the last pair settles it', async (t) => {
  const needs = follow(hostBound, { judged: [speed], from: roomy }).runs.length / 2;
  const tight = anExperiment({ maxPairs: needs, seeds: SEEDS });
  t.equal(follow(hostBound, { judged: [speed], from: tight }).reason, `decided after ${needs} pairs`);
  const two = anExperiment({ maxPairs: 2 });
  t.equal(follow(() => 1000, { judged: [speed], from: two }).reason, 'decided after 2 pairs');
});

t.test('what the infrastructure took is repeated, in every phase', async (t) => {
  const lost = (pair: number, arm: 'good' | 'bad') => trial(pair, arm, null, { outcome: 'pull-failed' });
  const bad = [0, 1, 2].map((pair) => trial(pair, 'bad', broken('bad', pair)));
  const judged = [accuracy(20)];
  t.match(nextStep(experiment, [lost(0, 'good')], [speed]), { kind: 'run', pair: 0, arm: 'good', seed: 11 });
  t.match(nextStep(experiment, [lost(0, 'bad')], judged), { kind: 'run', pair: 0, arm: 'bad', seed: 11 }, 'alone');
  t.match(nextStep(experiment, [...bad.slice(0, 1), lost(1, 'bad')], judged), { pair: 1, arm: 'bad', seed: 12 });
  t.match(
    nextStep(experiment, [...bad, lost(0, 'good')], judged),
    { pair: 0, arm: 'good', seed: 11 },
    'the side begins',
  );
  const filled = [...bad, trial(0, 'good', 0.973), lost(1, 'good')];
  t.match(nextStep(experiment, filled, judged), { pair: 1, arm: 'good', seed: 12 }, 'while the side is told');
});

t.test('and when it takes six runs, nothing is decided from the rest, whatever the phase', async (t) => {
  const lost = Array.from({ length: 6 }, () => trial(0, 'good', null, { outcome: 'pull-failed' }));
  const stop = { kind: 'stop', reason: /^6 runs were lost to the infrastructure/ };
  t.match(nextStep(experiment, lost, [speed]), stop);
  t.match(
    nextStep(
      experiment,
      lost.map((run) => ({ ...run, arm: 'bad' as const })),
      [accuracy(20)],
    ),
    stop,
  );
  const bad = [0, 1, 2].map((pair) => trial(pair, 'bad', 0.9));
  t.match(nextStep(experiment, [...bad, ...lost], [accuracy(20)]), stop);
});

t.test('an experiment that is carried on takes up where the one before ended', async (t) => {
  const shaky: Values = (arm, pair) => (arm === 'good' ? 1000 : 985 - 30 * (pair % 2));
  const first = follow(shaky, { judged: [speed], from: anExperiment({ maxPairs: 3, seeds: [11, 12, 13] }) });
  t.equal(first.reason, 'undecided after its 3 pairs');
  const seeds = [11, 12, 13, ...Array.from({ length: 9 }, (_, i) => 21 + i)];
  const on = anExperiment({ maxPairs: 12, seeds, continues: 'exp_00000000' });
  const second = follow((arm) => (arm === 'good' ? 1000 : 950), { judged: [speed], from: on, runs: first.runs });
  t.same(second.order.slice(6, 8), ['bad 21', 'good 21'], 'the fourth pair, with the next fresh seed');
  t.match(second.reason, /^decided after \d+ pairs$/);
  const alone = [0, 1].map((pair) => trial(pair, 'bad', 0.962 - 0.006 * pair, { seed: 11 + pair }));
  t.match(nextStep(on, alone, [accuracy(20)]), { pair: 2, arm: 'bad', seed: 13 }, 'alone too');
});

t.test('among very many candidates a change must show more, unless the others show as much', async (t) => {
  const next = normalNoise(5);
  const noise = Array.from({ length: 40 }, () => 0.02 * next());
  const slower: Values = (arm, pair) =>
    1000 * Math.exp((arm === 'good' ? 0 : -0.05) + (noise[2 * pair + (arm === 'good' ? 0 : 1)] as number));
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  const pairs = (candidates: number, others?: readonly number[]) => {
    const from = anExperiment({ maxPairs: 20, seeds, candidates });
    const found = follow(slower, { judged: [speed], from, ...(others ? { others } : {}) });
    t.match(found.reason, /^decided after/);
    return found.runs.length / 2;
  };
  t.ok(pairs(10_000) > pairs(1), `${pairs(10_000)} pairs instead of ${pairs(1)}`);
  t.equal(pairs(10_000, Array(9_999).fill(1e9)), pairs(1), 'where all the others are changes, the single threshold');
  t.equal(pairs(1, Array(9_999).fill(1)), pairs(10_000), 'the others count even where the plan did not know of them');
});

t.test('equal pins on both sides are re-run alone, each with a seed of its own', async (t) => {
  const same = anExperiment({ good: somePins(), bad: somePins() });
  t.equal(runsAlone(same), true);
  t.equal(runsAlone(experiment), false);
  const found = follow(broken, { from: same });
  t.same(found.order, ['bad 11', 'bad 12', 'bad 13']);
  t.equal(found.reason, 'decided after 3 re-runs');
  t.ok(follow(() => 600, { from: same, judged: [speed] }).order.every((run) => run.startsWith('bad')));
});
