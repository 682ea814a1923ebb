import t from 'tap';
import { planExperiment } from '../../../services/core/judge/experiment-plan.ts';
import type { NightGroup } from '../../../services/core/judge/group.ts';
import { aNight, aPoint, aSeries, aVerdict, NOON, somePins } from '../../support/builders.ts';
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
  earlier: [],
  lastGood: { night: aNight(), run: nightRun(1, { accuracy: 0.97 }).run },
  suspects: [],
};
const suspicious = [{ series: aSeries(), point: aPoint(), verdict: aVerdict() }];
const context = { now: NOON, ids: countingIds(), maxPairs: 8 };

t.test('last good pins against this night’s, fresh seeds, and its bound', async (t) => {
  const experiment = planExperiment(context, group, 'inc_00000001', suspicious);
  t.match(experiment, {
    incidentId: 'inc_00000001',
    state: 'queued',
    createdAt: NOON,
    maxPairs: 8,
    seriesIds: ['ser_00000001'],
  });
  t.same(experiment.good, somePins());
  t.same(experiment.bad, bad);
  t.equal(new Set(experiment.seeds).size, 8);
  t.equal(
    planExperiment({ ...context, maxPairs: 2 }, group, 'inc_00000001', suspicious).maxPairs,
    3,
    'fewer decide nothing',
  );
});

t.test('without a good night both sides are this night’s', async (t) => {
  const experiment = planExperiment(context, { ...group, lastGood: null }, 'inc_00000001', suspicious);
  t.same(experiment.good, experiment.bad);
});

t.test('the night’s own seeds and repeated ones are passed over; a broken source ends', async (t) => {
  const drawn = [1, 2, 5, 5, 6, 7];
  let at = 0;
  const ids = { ...countingIds(), seed: () => drawn[at++ % drawn.length] as number };
  t.same(planExperiment({ ...context, ids, maxPairs: 3 }, group, 'inc_00000001', suspicious).seeds, [5, 6, 7]);
  const stuck = { ...countingIds(), seed: () => 5 };
  t.same(planExperiment({ ...context, ids: stuck }, group, 'inc_00000001', suspicious).seeds, [5]);
});
