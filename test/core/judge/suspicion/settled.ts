import fc from 'fast-check';
import t from 'tap';
import { type JudgedBefore, nightsOf, settledNights } from '../../../../services/core/judge/suspicion/settled.ts';
import type { Incident, IncidentSeries, IncidentState } from '../../../../services/core/model/incident.ts';
import { aMetric, anIncident, aPoint } from '../../../support/builders.ts';
import { dayOf, nightId, SPEED } from '../../../support/settled.ts';

const metric = aMetric();
const [entry] = anIncident().series as [IncidentSeries];

/** Night `i` with the value i, so that a history tells which nights are in it. */
const night = (i: number, change: Partial<JudgedBefore> = {}): JudgedBefore => {
  return { ...aPoint({ nightId: nightId(i), at: dayOf(i), value: i, hosts: [] }), suspicious: false, ...change };
};
const nights = (count: number, change: Readonly<Record<number, Partial<JudgedBefore>>> = {}) =>
  Array.from({ length: count }, (_, i) => night(i, change[i]));

/** An incident that night `raised` raised, whose change may have come from night `from` on. */
const incident = (state: IncidentState, from: number, raised: number, change: Partial<Incident> = {}): Incident =>
  anIncident({
    state,
    side: state === 'dismissed' ? 'noise' : 'container',
    nightId: nightId(raised),
    openedAt: dayOf(raised + 1 / 24),
    updatedAt: dayOf(raised + 2 / 24),
    dates: Array.from({ length: raised + 1 - from }, (_, i) => dayOf(from + i)),
    ...change,
  });

const history = (points: readonly JudgedBefore[], incidents: readonly Incident[] = []) =>
  settledNights(points, incidents, metric).map(({ value, accepted }) => (accepted ? value : `${value} open`));

t.test('undisturbed nights are accepted, oldest first', async (t) => {
  t.same(history(nights(4)), [0, 1, 2, 3]);
  t.same(history([]), []);
  t.match(settledNights(nights(1), [], metric), [
    { nightId: nightId(0), at: dayOf(0), host: null, spread: 0.001, runs: 3, accepted: true },
  ]);
});

t.test('tainted nights and nights without a value are left out, never filled in', async (t) => {
  t.same(history(nights(4, { 1: { tainted: true }, 2: { value: null } })), [0, 3]);
});

t.test('a suspicious night that nothing answers for is unconfirmed and left out', async (t) => {
  t.same(history(nights(3, { 1: { suspicious: true } })), [0, 2]);
  const other = incident('suspected', 1, 1, { series: [{ ...entry, seriesId: 'ser_00000009' }] });
  t.same(history(nights(3, { 1: { suspicious: true } }), [other]), [0, 2], 'another series answers for itself');
});

t.test('what waits for its answer may be part of a shift, and of no baseline', async (t) => {
  const open = incident('suspected', 2, 3);
  t.same(history(nights(6, { 3: { suspicious: true } }), [open]), [0, 1, '2 open', '3 open', '4 open', '5 open']);
});

t.test('a confirmed incident holds its nights from the earliest date to its end', async (t) => {
  const suspicious = { 3: { suspicious: true } };
  for (const state of ['confirmed', 'attributed'] as const)
    t.same(history(nights(7, suspicious), [incident(state, 2, 3)]), [0, 1], `${state}: it goes on`);
  const over = incident('resolved', 2, 3, { updatedAt: dayOf(5.1) });
  t.same(history(nights(7, suspicious), [over]), [0, 1, 6], 'the nights that ended it are its own');
  const undated = incident('resolved', 2, 3, { dates: [], openedAt: dayOf(3.1), updatedAt: dayOf(5.1) });
  t.same(history(nights(7, suspicious), [undated]), [0, 1, 2, 6], 'from its opening where it has no date');
});

t.test('an incident that came back holds the nights of the first time too', async (t) => {
  const suspicious = { 2: { suspicious: true }, 8: { suspicious: true } };
  const back = incident('suspected', 8, 8, { openedAt: dayOf(2.1), updatedAt: dayOf(8.1) });
  t.same(history(nights(10, suspicious), [back]), [0, 1, '8 open', '9 open'], 'asked again');
  const noise = { ...back, state: 'dismissed', side: 'noise' } as const;
  t.same(history(nights(10, suspicious), [noise]), [0, 1, 8, 9], 'this time it was noise, the first time it was not');
  t.same(history(nights(10, suspicious), [{ ...back, state: 'confirmed' }]), [0, 1]);
});

t.test('a dismissed night counts with the median of itself and its fresh runs', async (t) => {
  const confirmation = {
    decision: 'dismissed',
    good: null,
    bad: 2.1,
    effect: 0,
    interval: null,
    pairs: 3,
    evidence: 0.1,
  };
  const series = [{ ...entry, confirmation: { ...confirmation, median: 2.25 } as IncidentSeries['confirmation'] }];
  const wild = nights(5, { 3: { suspicious: true, value: 40 } });
  t.same(history(wild, [incident('dismissed', 2, 3, { series })]), [0, 1, 2, 2.25, 4], 'the others as they were');
  t.same(history(wild, [incident('dismissed', 2, 3)]), [0, 1, 2, 40, 4], 'without fresh runs as it was');
});

t.test('what a person dismissed does not count: somebody knows what fresh runs do not show', async (t) => {
  for (const side of ['container', 'host', 'unknown'] as const)
    t.same(history(nights(5, { 3: { suspicious: true } }), [incident('dismissed', 2, 3, { side })]), [0, 1, 4], side);
});

t.test('history begins anew with the newest accepted change, at the last date that it may have come', async (t) => {
  const at = (from: number, raised: number) => incident('accepted', from, raised, { id: `inc_${raised}` });
  t.same(history(nights(8), [at(2, 3)]), [3, 4, 5, 6, 7]);
  t.same(history(nights(8), [at(5, 6), at(2, 3)]), [6, 7], 'in any order');
  t.same(history(nights(8), [incident('accepted', 2, 3, { dates: [], openedAt: dayOf(3.1) })]), [4, 5, 6, 7]);
});

t.test('a regressed, tainted or unconfirmed night never enters a baseline', async (t) => {
  const state = fc.constantFrom<IncidentState>('suspected', 'confirmed', 'attributed', 'resolved');
  const where = fc.record({ state, from: fc.integer({ min: 0, max: 29 }), age: fc.nat(13), lasts: fc.nat(9) });
  const odd = fc.constantFrom({ tainted: true }, { suspicious: true }, { value: null }, {});
  fc.assert(
    fc.property(fc.array(where, { maxLength: 4 }), fc.array(odd, { minLength: 30, maxLength: 30 }), (found, kinds) => {
      const incidents = found.map(({ state, from, age, lasts }) =>
        incident(state, from, from + age, { updatedAt: dayOf(from + age + lasts + 0.1) }),
      );
      const points = kinds.map((change, i) => night(i, change));
      for (const settled of settledNights(points, incidents, metric)) {
        const { tainted, suspicious } = points[settled.value] as JudgedBefore;
        const held = found.filter(({ state, from, age, lasts }) => {
          return settled.value >= from && (state !== 'resolved' || settled.value <= from + age + lasts);
        });
        t.equal(tainted, false);
        t.ok(held.every((one) => one.state === 'suspected'));
        if (settled.accepted) t.ok(!suspicious && held.length === 0);
      }
    }),
  );
});

t.test('a night on several hosts stands once for each, where the metric feels the host', async (t) => {
  const hosts = [
    { host: 'host-a', value: 100, runs: 2 },
    { host: 'host-b', value: 200, runs: 1 },
  ];
  const point = aPoint({ value: 140, hosts, runs: 3 });
  t.match(nightsOf(point, SPEED.definition, null, true), [
    { host: 'host-a', value: Math.log(100), runs: 2, accepted: true },
    { host: 'host-b', value: Math.log(200), runs: 1 },
  ]);
  t.match(nightsOf(point, SPEED.definition, 150, false), [
    { value: Math.log(150), accepted: false },
    { host: 'host-b' },
  ]);
  t.match(nightsOf({ ...point, hosts: [] }, SPEED.definition, null, true), [
    { host: null, value: Math.log(140), runs: 3 },
  ]);
  t.match(nightsOf(point, metric, null, true), [{ host: null, value: 140, runs: 3 }]);
});
