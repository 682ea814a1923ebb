import t from 'tap';
import type { NightGroup } from '../../../services/core/judge/group.ts';
import { judgeNight } from '../../../services/core/judge/night.ts';
import type { Incident } from '../../../services/core/model/incident.ts';
import { aBand, aMetric, aNight, anIncident, aSeries, noon, somePins } from '../../support/builders.ts';
import { nightRun } from '../../support/judging.ts';
import { countingIds } from '../../support/planning.ts';

const speed = aSeries({
  id: 'ser_00000002',
  metric: 'throughput',
  definition: aMetric({ name: 'throughput', kind: 'speed', scale: 'positive', unit: 'examples/s' }),
});
const speedBand = aBand({
  id: 'band_00000002',
  seriesId: speed.id,
  kind: 'calibrated',
  centre: 1000,
  deviation: 0.01,
  runs: 8,
});

function group(accuracy: number, throughput: number, change: Partial<NightGroup> = {}): NightGroup {
  return {
    project: 'default',
    benchmark: 'digits',
    methodVersion: 1,
    platform: 'cpu-x86_64',
    runs: [1, 2, 3].map((seed) => nightRun(seed, { accuracy, throughput })),
    series: [
      { series: aSeries(), band: aBand() },
      { series: speed, band: speedBand },
    ],
    earlier: [],
    lastGood: {
      night: aNight({ id: 'night_00000000' }),
      run: nightRun(1, { accuracy: 0.97 }, { pins: somePins({ config: { epochs: 1 } }) }).run,
    },
    suspects: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
    ...change,
  };
}

function judge(groups: readonly NightGroup[], incidents: readonly Incident[] = [], nightsSince = 1) {
  return judgeNight({
    night: aNight({ state: 'closed' }),
    groups,
    incidents,
    nightsSince: () => nightsSince,
    now: noon(60),
    ids: countingIds(),
    maxPairs: 5,
  });
}

t.test('a good night is points and verdicts alone', async (t) => {
  const { judgement, notices } = judge([group(0.97, 1000)]);
  t.same(
    judgement.verdicts.map(({ kind }) => kind),
    ['in-band', 'in-band'],
  );
  t.equal(judgement.points.length, 2);
  t.same(
    [judgement.newIncidents, judgement.changedIncidents, judgement.events, judgement.experiments, notices],
    [[], [], [], [], []],
  );
});

t.test('one incident with all suspicious series of a benchmark and platform, and its experiment', async (t) => {
  const { judgement } = judge([group(0.5, 300), group(0.97, 1000, { platform: 'other' })]);
  const [incident] = judgement.newIncidents;
  const [experiment] = judgement.experiments;
  t.equal(judgement.newIncidents.length, 1);
  t.match(incident, {
    state: 'suspected',
    side: 'unknown',
    nightId: 'night_00000001',
    goodNightId: 'night_00000000',
    openedAt: noon(60),
    suspects: [{ factor: 'package:numpy' }],
    experimentId: experiment?.id,
  });
  t.match(incident?.series, [
    { metric: 'accuracy', direction: 'below', value: 0.5, confirmation: null },
    { metric: 'throughput', direction: 'below', unit: 'examples/s' },
  ]);
  t.match(incident?.reason, /^accuracy is 0.5 share, below .*; throughput is 300 examples\/s, below/);
  t.match(experiment, {
    incidentId: incident?.id,
    seriesIds: ['ser_00000001', 'ser_00000002'],
    good: { config: { epochs: 1 } },
  });
  t.match(judgement.events, [{ incidentId: incident?.id, from: null, to: 'suspected' }]);
});

t.test('runs that failed make an incident without a value; no good night, no good side', async (t) => {
  const failing = group(0, 0, { runs: [nightRun(1, {})], lastGood: null, suspects: [] });
  const { judgement } = judge([failing]);
  t.match(judgement.newIncidents[0], {
    goodNightId: null,
    series: [{ direction: 'invalid', value: null }, { direction: 'invalid' }],
  });
  const bandless = judge([{ ...failing, series: [{ series: aSeries(), band: null }] }]);
  t.match(bandless.judgement.newIncidents[0]?.series, [{ low: null, high: null }]);
  const lost = judge([group(0, 0, { runs: [nightRun(1, {}, { outcome: 'host-lost' })] })]);
  t.same(lost.judgement.newIncidents, [], 'infrastructure makes none');
});

t.test('a series with an open incident makes no second one; another series of the benchmark does', async (t) => {
  const open = anIncident({ state: 'confirmed' });
  const again = judge([group(0.5, 1000)], [open]);
  t.same(again.judgement.newIncidents, []);
  t.match(again.judgement.changedIncidents, [{ id: open.id, state: 'confirmed', cleanNights: 0 }]);
  t.match(again.judgement.events, [{ incidentId: open.id, from: 'confirmed', to: 'confirmed' }]);
  t.match(again.notices, [{ kind: 'persists', incident: { id: open.id } }]);
  t.equal(judge([group(0.5, 1000)], [open], 2).notices.length, 0);
  const both = judge([group(0.5, 300)], [open]);
  t.match(both.judgement.newIncidents, [{ series: [{ metric: 'throughput' }] }]);
  const elsewhere = anIncident({ state: 'confirmed', platform: 'other' });
  t.equal(judge([group(0.5, 1000)], [elsewhere]).judgement.newIncidents.length, 1);
});

t.test('recovery is told; an unanswered suspicion is tested again with this night’s pins', async (t) => {
  const recovered = judge([group(0.97, 1000)], [anIncident({ state: 'confirmed', cleanNights: 2 })]);
  t.match(recovered.notices, [{ kind: 'recovered', incident: { state: 'resolved' } }]);
  t.equal(recovered.notices[0]?.points.length, 2);
  const open = anIncident({ goodNightId: null, suspects: [] });
  const { judgement } = judge([group(0.5, 1000)], [open]);
  t.match(judgement.experiments, [{ incidentId: open.id, seriesIds: ['ser_00000001'] }]);
  t.match(judgement.changedIncidents, [
    {
      experimentId: judgement.experiments[0]?.id,
      goodNightId: 'night_00000000',
      suspects: [{ factor: 'package:numpy' }],
    },
  ]);
  const unknown = judge([group(0.5, 1000, { lastGood: null })], [anIncident({ goodNightId: 'night_00000000' })]);
  t.match(unknown.judgement.changedIncidents, [{ goodNightId: null }]);
  const silent = judge(
    [group(0, 0, { runs: [nightRun(1, {}, { outcome: 'host-lost' })] })],
    [anIncident({ state: 'confirmed' })],
  );
  t.same(silent.judgement.changedIncidents, []);
});
