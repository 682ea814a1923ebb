import t from 'tap';
import { judgeGroup, type NightGroup, resultOf } from '../../../services/core/judge/group.ts';
import { aBand, aMetric, aNight, aSeries } from '../../support/builders.ts';
import { nightRun } from '../../support/judging.ts';

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
  earlier: [],
  lastGood: null,
  suspects: [],
};

t.test('a point and a verdict for every series', async (t) => {
  const [accuracy, throughput] = judgeGroup(group, aNight());
  t.match(accuracy, {
    point: { runs: 3, planned: 3, nightId: 'night_00000001', at: aNight().instant },
    verdict: { kind: 'in-band' },
  });
  t.ok(Math.abs((accuracy?.point.value as number) - 0.972) < 1e-12);
  t.match(throughput, { series: speed, point: { runs: 3 }, verdict: { kind: 'no-band', suspicious: false } });
});

t.test('compares each seed with the nights before', async (t) => {
  const before = [nightRun(1, { accuracy: 0.96 }), nightRun(2, { accuracy: 0.972 }), nightRun(3, {})];
  const [accuracy] = judgeGroup({ ...group, earlier: [before, before] }, aNight());
  t.match(accuracy?.verdict, { kind: 'changed', reason: /seed 1 gave other numbers/ });
});

t.test('a run that has not ended has no outcome', async (t) => {
  t.same(resultOf(nightRun(1, {}, { outcome: null, state: 'running' })), {
    outcome: null,
    detail: '',
    measurements: [],
  });
});
