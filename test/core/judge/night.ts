import t from 'tap';
import type { NightGroup } from '../../../services/core/judge/group.ts';
import { type JudgeInput, judgeNight } from '../../../services/core/judge/night.ts';
import type { Incident } from '../../../services/core/model/incident.ts';
import { aBand, aMetric, aNight, anExperiment, anIncident, aSeries, noon, somePins } from '../../support/builders.ts';
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
    history: new Map(),
    earlier: [],
    lastGood: {
      night: aNight({ id: 'night_00000000' }),
      run: nightRun(1, { accuracy: 0.97 }, { pins: somePins({ config: { epochs: 1 } }) }).run,
    },
    suspects: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
    ...change,
  };
}

function judge(
  groups: readonly NightGroup[],
  incidents: readonly Incident[] = [],
  nightsSince = 1,
  change: Partial<JudgeInput> = {},
) {
  return judgeNight({
    night: aNight({ state: 'closed' }),
    groups,
    incidents,
    ended: [],
    nightsSince: () => nightsSince,
    lastTrial: () => null,
    now: noon(60),
    ids: countingIds(),
    maxPairs: 5,
    ...change,
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

t.test('recovery is told; a night that says nothing changes nothing', async (t) => {
  const recovered = judge([group(0.97, 1000)], [anIncident({ state: 'confirmed', cleanNights: 2 })]);
  t.match(recovered.notices, [{ kind: 'recovered', incident: { state: 'resolved' } }]);
  t.equal(recovered.notices[0]?.points.length, 2);
  const silent = judge(
    [group(0, 0, { runs: [nightRun(1, {}, { outcome: 'host-lost' })] })],
    [anIncident({ state: 'confirmed' })],
  );
  t.same(silent.judgement.changedIncidents, []);
});

t.test('a suspicion without an answer is carried on, with the pins and suspects that it began with', async (t) => {
  const open = anIncident({ goodNightId: 'night_00000007', suspects: [] });
  const before = anExperiment({ state: 'ended', good: somePins({ config: { epochs: 5 } }), seeds: [101, 102] });
  const { judgement } = judge([group(0.5, 1000)], [open], 1, { lastTrial: () => before });
  t.match(judgement.experiments, [
    { incidentId: open.id, seriesIds: ['ser_00000001'], continues: before.id, good: { config: { epochs: 5 } } },
  ]);
  t.same(judgement.experiments[0]?.seeds.slice(0, 2), [101, 102]);
  t.match(judgement.changedIncidents, [
    { experimentId: judgement.experiments[0]?.id, goodNightId: 'night_00000007', suspects: [] },
  ]);
});

t.test('one that was never tried is tried with this night’s pins, good night and suspects', async (t) => {
  const open = anIncident({ goodNightId: null, suspects: [] });
  const { judgement } = judge([group(0.5, 1000)], [open]);
  t.match(judgement.experiments, [{ continues: null, good: { config: { epochs: 1 } } }]);
  t.match(judgement.changedIncidents, [{ goodNightId: 'night_00000000', suspects: [{ factor: 'package:numpy' }] }]);
  const unknown = judge([group(0.5, 1000, { lastGood: null })], [anIncident({ goodNightId: 'night_00000000' })]);
  t.match(unknown.judgement.changedIncidents, [{ goodNightId: null }], 'nothing good to run beside it');
});

t.test(
  'the dates of a suspicion are refined by a further suspicious night, those of a confirmed one stay',
  async (t) => {
    const dates = (state: 'suspected' | 'confirmed') =>
      judge([group(0.5, 1000)], [anIncident({ state, dates: ['2026-02-01T12:00:00.000Z'] })]).judgement
        .changedIncidents[0]?.dates;
    t.same(dates('suspected'), [aNight().instant]);
    t.same(dates('confirmed'), ['2026-02-01T12:00:00.000Z']);
  },
);

t.test('beyond the night’s budget the worst are confirmed and the others say that they wait', async (t) => {
  const groups = [0.9, 0.5, 0.92, 0.7, 0.6].map((accuracy, i) => group(accuracy, 1000, { platform: `p${i}` }));
  const { judgement } = judge(groups);
  t.equal(judgement.newIncidents.length, 5);
  t.equal(judgement.experiments.length, 4);
  const waiting = judgement.newIncidents.filter(({ experimentId }) => experimentId === null);
  t.match(waiting, [
    { platform: 'p2', reason: /^accuracy is 0.92 share, below .*; it waits for the re-runs of a later night$/ },
  ]);
  t.match(judgement.events[2]?.reason, /; it waits for the re-runs of a later night$/);
  t.ok(judgement.experiments.every(({ candidates }) => candidates === 4));
  t.equal(
    judge(groups, [], 1, { rerunShare: 1 }).judgement.experiments.length,
    4,
    'fifteen runs pay for one, four always may',
  );
});

t.test('what waited goes on waiting beside what is worse, and says so', async (t) => {
  const open = anIncident({ id: 'inc_00000099', platform: 'p9' });
  const worse = [1, 2, 3, 4].map((i) => group(0.3, 1000, { platform: `p${i}` }));
  const { judgement } = judge([...worse, group(0.93, 1000, { platform: 'p9' })], [open]);
  t.match(judgement.changedIncidents, [{ id: open.id, experimentId: null, reason: /; it waits for/ }]);
});

t.test('the same series the same way within 14 days is the same incident again', async (t) => {
  const over = anIncident({ id: 'inc_00000077', state: 'resolved', side: 'container', updatedAt: noon(-86_400) });
  const { judgement, notices } = judge([group(0.5, 300)], [], 1, { ended: [over] });
  t.same(judgement.newIncidents, []);
  t.match(judgement.changedIncidents, [
    {
      id: over.id,
      state: 'suspected',
      side: 'unknown',
      nightId: 'night_00000001',
      experimentId: judgement.experiments[0]?.id,
      series: [{ metric: 'accuracy', confirmation: null }, { metric: 'throughput' }],
    },
  ]);
  t.match(judgement.experiments, [{ incidentId: over.id, continues: null }]);
  t.match(judgement.events, [{ incidentId: over.id, from: 'resolved', to: 'suspected' }]);
  t.same(notices, []);
  const cases = [
    ['the other way', { ...over, series: over.series.map((entry) => ({ ...entry, direction: 'above' as const })) }],
    ['another platform', { ...over, platform: 'other' }],
    ['another method', { ...over, methodVersion: 2 }],
    ['too long ago', { ...over, updatedAt: noon(-15 * 86_400) }],
  ] as const;
  for (const [why, ended] of cases)
    t.equal(judge([group(0.5, 1000)], [], 1, { ended: [ended] }).judgement.newIncidents.length, 1, why);
});

t.test(
  'only a raised method version starts a new segment: an open incident of the old one covers nothing',
  async (t) => {
    const open = anIncident({ state: 'confirmed' });
    const raised = judge([group(0.5, 1000, { methodVersion: 2 })], [open]);
    t.match(raised.judgement.newIncidents, [{ methodVersion: 2 }]);
    t.same(raised.judgement.changedIncidents, []);
    const otherImage = group(0.5, 1000, {
      runs: [1, 2, 3].map((seed) =>
        nightRun(seed, { accuracy: 0.5, throughput: 1000 }, { pins: somePins({ env: { A: 'b' } }) }),
      ),
    });
    t.same(judge([otherImage], [open]).judgement.newIncidents, [], 'another image goes on in the same segment');
  },
);

t.test('incidents with the same environment difference on the same dates have one leader', async (t) => {
  const { newIncidents } = judge([group(0.5, 1000), group(0.6, 1000, { platform: 'other' })]).judgement;
  t.same(
    newIncidents.map(({ leaderId }) => leaderId),
    [null, newIncidents[0]?.id],
  );
  const apart = judge([
    group(0.5, 1000),
    group(0.6, 1000, { platform: 'other', suspects: [{ factor: 'kernel', from: '5', to: '6' }] }),
  ]).judgement.newIncidents;
  t.same(
    apart.map(({ leaderId }) => leaderId),
    [null, null],
  );
});

const foreign = { why: 'slurm ran it, and its image is not pinned here', before: new Map(), runs: new Map() };
const waits = /Plumbline cannot run it again \(slurm ran it/;

t.test('where nothing can be re-run no experiment is planned, and the incident says so', async (t) => {
  const { judgement } = judge([group(0.5, 1000, { foreign })]);
  t.match(judgement.newIncidents, [{ state: 'suspected', experimentId: null, reason: waits }]);
  t.same(judgement.experiments, []);
  const over = anIncident({ state: 'resolved', updatedAt: noon() });
  const back = judge([group(0.5, 1000, { foreign })], [], 1, { ended: [over] }).judgement;
  t.match(back.changedIncidents, [{ state: 'suspected', reason: waits }]);
  t.match(back.events, [{ reason: waits }]);
  t.same([back.newIncidents, back.experiments], [[], []]);
});

t.test('further nights are heard, what was begun with experiments waits for them', async (t) => {
  const open = anIncident({ state: 'suspected', experimentId: null });
  const again = judge([group(0.5, 1000, { foreign })], [open]);
  t.match(again.judgement.changedIncidents, [{ state: 'suspected', reason: waits }]);
  t.same([again.judgement.experiments, again.notices], [[], []]);
  const begun = judge([group(0.5, 1000, { foreign })], [open], 1, { lastTrial: () => anExperiment() });
  t.match(begun.judgement.changedIncidents, [{ state: 'suspected' }]);
  t.notMatch(begun.judgement.changedIncidents[0]?.reason, waits);
  t.same(begun.judgement.experiments, []);
  const clean = judge([group(0.97, 1000, { foreign })], [open]).judgement.changedIncidents;
  t.match(clean, [{ state: 'suspected', cleanNights: 1, reason: waits }]);
  const running = anIncident({ state: 'suspected', experimentId: 'exp_00000001' });
  t.notMatch(judge([group(0.97, 1000, { foreign })], [running]).judgement.changedIncidents[0]?.reason, waits);
  const confirmed = anIncident({ state: 'confirmed' });
  t.match(judge([group(0.5, 1000, { foreign })], [confirmed]).notices, [{ kind: 'persists' }]);
});

t.test('enough of them confirm it, and evidence against it dismisses it', async (t) => {
  const open = anIncident({ state: 'suspected', experimentId: null, nightId: 'night_first' });
  const entry = open.series[0] as Incident['series'][number];
  const point = (night: string, at: string) => ({
    ...{ seriesId: entry.seriesId, nightId: night, at, value: null, spread: 0, runs: 0, planned: 3, missed: 0 },
    ...{ hosts: [], tainted: false, suspicious: true },
  });
  const nights = ['night_first', 'night_b', 'night_c', 'night_d'].map((night, at) => point(night, noon(at - 99)));
  const failing = { ...open, series: [{ ...entry, direction: 'invalid' as const, value: null, basis: null }] };
  const since = { ...foreign, before: new Map([[entry.seriesId, nights]]) };
  const found = judge([group(0, 0, { foreign: since, runs: [nightRun(1, {})] })], [failing]);
  t.match(found.judgement.changedIncidents, [{ id: open.id, state: 'confirmed', reason: /further nights show it/ }]);
  t.match(found.notices, [{ kind: 'confirmed', incident: { id: open.id } }]);
  const slow = { ...entry, seriesId: speed.id, direction: 'changed' as const, basis: null, value: 300 };
  const many = Array.from({ length: 15 }, (_, at) => ({
    ...{
      ...point(at === 0 ? 'night_first' : `night_${at}`, noon(at - 99)),
      seriesId: speed.id,
      value: 300 + at,
      runs: 3,
    },
  }));
  const undecided = { ...foreign, before: new Map([[speed.id, many]]) };
  const told = judge([group(0.97, 300, { foreign: undecided })], [{ ...open, series: [slow] }]);
  t.match(told.judgement.changedIncidents, [{ id: open.id, state: 'dismissed', reason: /15 further nights/ }]);
  t.same(told.notices, []);
});

t.test('a night before the one that raised an incident says nothing about it', async (t) => {
  const open = anIncident({ state: 'suspected', experimentId: null });
  const { judgement } = judge([group(0.5, 1000)], [open], 0);
  t.same([judgement.changedIncidents, judgement.newIncidents], [[], []]);
});
