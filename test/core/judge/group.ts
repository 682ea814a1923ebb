import t from 'tap';
import { type GroupHistory, judgeGroup, type NightGroup, resultOf } from '../../../services/core/judge/group.ts';
import { aBand, aMetric, aNight, aSeries, somePins } from '../../support/builders.ts';
import { onConvergence, TINY_RULE } from '../../support/convergence.ts';
import { nightRun } from '../../support/judging.ts';
import { dayOf, settledOf } from '../../support/settled.ts';

const speed = aSeries({
  id: 'ser_00000002',
  metric: 'throughput',
  definition: aMetric({ name: 'throughput', kind: 'speed', scale: 'positive' }),
});
const runs = [1, 2, 3].map((seed) => nightRun(seed, { accuracy: 0.97 + seed / 1000, throughput: 1000 }));
const group: NightGroup = {
  project: 'default',
  benchmark: 'digits',
  methodVersion: 1,
  platform: 'cpu-x86_64',
  runs,
  series: [
    { series: aSeries(), band: aBand() },
    { series: speed, band: null },
  ],
  history: new Map(),
  earlier: [],
  lastGood: null,
  suspects: [],
};

t.test('a point and a verdict for every series', async (t) => {
  const [accuracy, throughput] = judgeGroup(group, aNight());
  t.match(accuracy, {
    point: {
      runs: 3,
      planned: 3,
      nightId: 'night_00000001',
      at: aNight().instant,
      hosts: [{ host: 'host-a', runs: 3 }],
      tainted: false,
    },
    verdict: { kind: 'in-band' },
    suspicion: null,
  });
  t.ok(Math.abs((accuracy?.point.value as number) - 0.972) < 1e-12);
  t.match(throughput, { series: speed, point: { runs: 3 }, verdict: { kind: 'no-band', suspicious: false } });
  const disturbed = [...runs.slice(1), nightRun(1, { accuracy: 0.971, throughput: 1000 }, { tainted: ['throttled'] })];
  t.match(judgeGroup({ ...group, runs: disturbed }, aNight())[0]?.point, { tainted: true });
});

t.test('each series is held against its own settled nights', async (t) => {
  const levels = Array.from(
    { length: 40 },
    (_, i) => Math.log(1200) + 0.01 * ([0.5, -1.2, 1.2, -0.5][i % 4] as number),
  );
  const history = new Map([[speed.id, { before: settledOf(levels, { host: 'host-a' }), watchCreep: true }]]);
  const [accuracy, throughput] = judgeGroup({ ...group, history }, aNight({ instant: dayOf(40) }));
  t.equal(accuracy?.suspicion, null, 'what has no history is judged by its band alone');
  t.match(throughput, { verdict: { kind: 'no-band', suspicious: true }, suspicion: { basis: { rule: 'shift' } } });
});

t.test('compares each seed with the nights before', async (t) => {
  const before = [nightRun(1, { accuracy: 0.96 }), nightRun(2, { accuracy: 0.972 }), nightRun(3, {})];
  const [accuracy] = judgeGroup({ ...group, earlier: [before, before] }, aNight());
  t.match(accuracy?.verdict, { kind: 'changed', reason: /seed 1 gave other numbers/ });
});

t.test('a host new to a series first runs the last good environment, where tonight’s is another', async (t) => {
  const band = aBand({ seriesId: speed.id, centre: 1000, deviation: 0.01, hosts: ['host-b'] });
  const good = (pins = somePins({ config: { epochs: 9 } })) => ({
    night: aNight(),
    run: nightRun(1, {}, { pins }).run,
  });
  const at = (change: Partial<NightGroup>) =>
    judgeGroup({ ...group, series: [{ series: speed, band }], ...change }, aNight())[0];
  const asks = at({ lastGood: good() });
  t.match(asks, {
    verdict: { kind: 'no-band', suspicious: true },
    suspicion: { direction: 'changed', basis: { rule: 'band', recent: { count: 0 } }, dates: [aNight().instant] },
    newHosts: ['host-a'],
  });
  t.match(
    asks?.verdict.reason,
    /; host-a is new to it and the environment changed, so the last good one runs there first$/,
  );
  t.equal(at({ lastGood: good(somePins()) })?.suspicion, null, 'the same environment teaches the host’s level');
  t.equal(at({ lastGood: null })?.suspicion, null, 'no good environment to run');
  t.equal(at({ lastGood: good(), runs: [] })?.suspicion, null, 'nothing ran');
  const known = at({ lastGood: good(), series: [{ series: speed, band: { ...band, hosts: ['host-a'] } }] });
  t.match(known, { suspicion: null, newHosts: [] });
  const failing = [...runs, nightRun(4, {}, { outcome: 'exit-nonzero' })];
  t.match(at({ lastGood: good(), runs: failing })?.suspicion, { direction: 'invalid' }, 'what is worse is said first');
});

t.test(
  'a metric with reference convergence points is judged by them, and counts runs that did not converge',
  async (t) => {
    const epochs = aSeries({ id: 'ser_00000005', metric: 'epochs', definition: onConvergence({ rule: TINY_RULE }) });
    const at = (values: readonly (number | null)[], failures?: GroupHistory['failures']) =>
      judgeGroup(
        {
          ...group,
          runs: values.map((value, i) => nightRun(i + 1, value === null ? { accuracy: 0.9 } : { epochs: value })),
          series: [{ series: epochs, band: null }],
          history: failures ? new Map([[epochs.id, { before: [], watchCreep: false, failures }]]) : new Map(),
        },
        aNight(),
      )[0];
    t.match(at([35, 34, 36]), {
      verdict: { kind: 'in-band', suspicious: false },
      suspicion: null,
      point: { missed: 0 },
    });
    t.match(at([60, 61, 62]), {
      verdict: { kind: 'above' },
      suspicion: { direction: 'above', dates: [aNight().instant] },
    });
    t.match(at([35, 34, null]), { point: { missed: 1, runs: 2, planned: 3 } });
    const rare = { failed: 0, runs: 400 };
    t.match(at([35, 34, null, 36, null, null], rare), { verdict: { suspicious: true }, point: { missed: 3 } });
  },
);

t.test('a run that has not ended has no outcome', async (t) => {
  t.same(resultOf(nightRun(1, {}, { outcome: null, state: 'running' })), {
    outcome: null,
    detail: '',
    measurements: [],
  });
});

t.test('a host that is new is not asked about where nothing can be put beside it', async (t) => {
  const band = aBand({ seriesId: speed.id, hosts: ['host-a'], centre: 1000, deviation: 10, kind: 'learned' });
  const lastGood = { night: aNight(), run: nightRun(1, {}, { pins: somePins({ env: { A: 'b' } }) }).run };
  const there = [1, 2, 3].map((seed) => nightRun(seed, { throughput: 1000 }, { host: 'host-new' }));
  const asked = { ...group, runs: there, series: [{ series: speed, band }], lastGood };
  t.equal(judgeGroup(asked, aNight())[0]?.suspicion?.direction, 'changed');
  const foreign = { why: 'slurm ran it', before: new Map(), runs: new Map() };
  t.equal(judgeGroup({ ...asked, foreign }, aNight())[0]?.suspicion, null);
});
