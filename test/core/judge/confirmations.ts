import fc from 'fast-check';
import t from 'tap';
import { planConfirmations, type Wanted } from '../../../services/core/judge/confirmations.ts';
import { confirmationsAllowed } from '../../../services/core/judge/severity.ts';
import type { Experiment } from '../../../services/core/model/experiment.ts';
import type { IncidentSeries } from '../../../services/core/model/incident.ts';
import { anExperiment, anIncident, NOON } from '../../support/builders.ts';
import { nightRun } from '../../support/judging.ts';
import { countingIds } from '../../support/planning.ts';
import { basisOf } from '../../support/settled.ts';

const [entry] = anIncident().series as [IncidentSeries];
const group: Wanted['group'] = {
  project: 'default',
  benchmark: 'digits',
  methodVersion: 1,
  platform: 'cpu-x86_64',
  runs: [nightRun(1, { accuracy: 0.5 })],
  series: [],
  history: new Map(),
  earlier: [],
  lastGood: null,
  suspects: [],
};

/** A suspicion of so many series that lies so many deviations from its level. */
const wanted = (id: string, deviations: number, carried: Experiment | null = null, series = 1): Wanted => {
  const basis = basisOf({ z: -deviations, recent: { count: 1, mean: -deviations, squares: 0 } });
  const found = Array.from({ length: series }, (_, i) => ({ ...entry, seriesId: `${id}_${i}`, basis }));
  return { incident: anIncident({ id, series: found }), group, carried };
};
const plan = (list: readonly Wanted[], runs = 0, rerunShare?: number) => {
  const context = { now: NOON, ids: countingIds(), maxPairs: 5 };
  const found = planConfirmations(rerunShare === undefined ? context : { ...context, rerunShare }, list, runs);
  return { ...found, started: [...found.experiments.keys()] };
};

t.test('within the budget everything is confirmed, each series of the night counted', async (t) => {
  const { experiments, waiting } = plan([wanted('inc_1', 3), wanted('inc_2', 4, null, 2)]);
  t.same(waiting, []);
  t.match(experiments.get('inc_1'), { incidentId: 'inc_1', seriesIds: ['inc_1_0'], candidates: 3 });
  t.match(experiments.get('inc_2'), { incidentId: 'inc_2', seriesIds: ['inc_2_0', 'inc_2_1'], candidates: 3 });
  t.same(plan([]).started, []);
});

t.test('beyond it the worst go first and the others wait', async (t) => {
  const list = [
    wanted('inc_1', 3),
    wanted('inc_2', 9),
    wanted('inc_3', 4),
    wanted('inc_4', 7),
    wanted('inc_5', 5),
    wanted('inc_6', 2),
  ];
  const { started, waiting, experiments } = plan(list);
  t.same(started, ['inc_2', 'inc_4', 'inc_5', 'inc_3']);
  t.same(waiting, ['inc_1', 'inc_6']);
  t.equal(experiments.get('inc_2')?.candidates, 4, 'what waits is not sent, so nobody has to beat it');
  t.same(plan(list, 300).waiting, ['inc_6'], '15 % of 300 runs pay for five');
  t.same(plan(list, 300, 0.5).waiting, []);
});

t.test('runs that fail go before every number, and what is equally bad in the order of ids', async (t) => {
  const failing: Wanted = {
    ...wanted('inc_9', 0),
    incident: anIncident({ id: 'inc_9', series: [{ ...entry, direction: 'invalid' }] }),
  };
  const five = [wanted('inc_5', 3), wanted('inc_4', 3), wanted('inc_3', 3), wanted('inc_2', 3)];
  t.same(plan([...five, failing]).started, ['inc_9', 'inc_2', 'inc_3', 'inc_4']);
  t.same(plan([...five].reverse().concat(failing)).waiting, ['inc_5']);
});

t.test('what was begun is ended first, however small', async (t) => {
  const begun = anExperiment({ id: 'exp_00000099', seeds: [1001, 1002, 1003] });
  const list = [...[1, 2, 3, 4, 5].map((i) => wanted(`inc_${i}`, 9)), wanted('inc_6', 1, begun)];
  const { started, waiting, experiments } = plan(list);
  t.same(started, ['inc_6', 'inc_1', 'inc_2', 'inc_3']);
  t.same(waiting, ['inc_4', 'inc_5']);
  t.match(experiments.get('inc_6'), { continues: 'exp_00000099' });
});

t.test('nothing is lost and nothing waits that is worse than what was started', async (t) => {
  const sizes = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.nat(600), (found, runs) => {
      const list = found.map((deviations, i) => wanted(`inc_${String(i).padStart(2, '0')}`, deviations));
      const { started, waiting } = plan(list, runs);
      t.same(
        [...started, ...waiting].sort(),
        list.map(({ incident }) => incident.id),
      );
      t.equal(started.length, Math.min(list.length, confirmationsAllowed(runs)));
      const size = (id: string) => found[Number(id.slice(4))] as number;
      t.ok(Math.min(99, ...started.map(size)) >= Math.max(0, ...waiting.map(size)));
    }),
  );
});
