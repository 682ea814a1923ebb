import t from 'tap';
import { planExperiment, type Trial } from '../../../services/core/judge/experiment-plan.ts';
import type { NightGroup } from '../../../services/core/judge/group.ts';
import { aNight, anExperiment, NOON, somePins } from '../../support/builders.ts';
import { nightRun } from '../../support/judging.ts';
import { countingIds } from '../../support/planning.ts';

const bad = somePins({ config: { epochs: 9 } });
const group: NightGroup = {
  project: 'default',
  benchmark: 'digits',
  methodVersion: 1,
  platform: 'cpu-x86_64',
  runs: [nightRun(1, { accuracy: 0.5 }, { pins: bad }), nightRun(2, { accuracy: 0.5 }, { pins: bad })],
  series: [],
  history: new Map(),
  earlier: [],
  lastGood: { night: aNight(), run: nightRun(1, { accuracy: 0.97 }).run },
  suspects: [],
};
const trial: Trial = { incidentId: 'inc_00000001', seriesIds: ['ser_00000001'], candidates: 7, carried: null };
const context = { now: NOON, ids: countingIds(), maxPairs: 8 };

t.test('last good pins against this night’s, fresh seeds, and its bound', async (t) => {
  const experiment = planExperiment(context, group, trial);
  t.match(experiment, {
    incidentId: 'inc_00000001',
    state: 'queued',
    createdAt: NOON,
    maxPairs: 8,
    seriesIds: ['ser_00000001'],
    candidates: 7,
    continues: null,
  });
  t.same(experiment.good, somePins());
  t.same(experiment.bad, bad);
  t.equal(new Set(experiment.seeds).size, 8);
  t.equal(planExperiment({ ...context, maxPairs: 2 }, group, trial).maxPairs, 3, 'fewer decide nothing');
});

t.test('without a good night both sides are this night’s', async (t) => {
  const experiment = planExperiment(context, { ...group, lastGood: null }, trial);
  t.same(experiment.good, bad);
  t.same(experiment.bad, bad);
});

t.test('what had no answer is carried on: its pins and pairs are kept, and as many fresh ones follow', async (t) => {
  const carried = anExperiment({
    id: 'exp_00000009',
    good: somePins({ config: { epochs: 5 } }),
    bad: somePins({ config: { epochs: 6 } }),
    maxPairs: 3,
    seeds: [101, 102, 103],
  });
  const drawn = [102, 1, 104, 105, 106];
  const ids = { ...countingIds(), seed: () => drawn.shift() as number };
  const experiment = planExperiment({ ...context, ids, maxPairs: 3 }, group, { ...trial, carried });
  t.equal(experiment.continues, 'exp_00000009');
  t.not(experiment.id, carried.id);
  t.same([experiment.good, experiment.bad], [carried.good, carried.bad], 'never tonight’s');
  t.same(experiment.seeds, [101, 102, 103, 104, 105, 106], 'neither its own seeds again nor the night’s');
  t.equal(experiment.maxPairs, 6);
});

t.test('the night’s own seeds and repeated ones are passed over; a broken source ends', async (t) => {
  const drawn = [1, 2, 5, 5, 6, 7];
  let at = 0;
  const ids = { ...countingIds(), seed: () => drawn[at++ % drawn.length] as number };
  t.same(planExperiment({ ...context, ids, maxPairs: 3 }, group, trial).seeds, [5, 6, 7]);
  const stuck = { ...countingIds(), seed: () => 5 };
  t.same(planExperiment({ ...context, ids: stuck }, group, trial).seeds, [5]);
});
