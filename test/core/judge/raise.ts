import t from 'tap';
import type { NightGroup } from '../../../services/core/judge/group.ts';
import { raise, refinedDates, reopened, type SuspiciousPoint } from '../../../services/core/judge/raise.ts';
import type { Incident } from '../../../services/core/model/incident.ts';
import { aBand, aNight, anIncident, aPoint, aVerdict } from '../../support/builders.ts';
import { nightRun } from '../../support/judging.ts';
import { countingIds } from '../../support/planning.ts';
import { aJudged, aSuspicion, basisOf, dayOf, SPEED } from '../../support/settled.ts';

const group: NightGroup = {
  project: 'default',
  benchmark: 'digits',
  methodVersion: 2,
  platform: 'cpu-x86_64',
  runs: [nightRun(1, { accuracy: 0.5 })],
  series: [],
  history: new Map(),
  earlier: [],
  lastGood: { night: aNight({ id: 'night_00000003' }), run: nightRun(1, { accuracy: 0.97 }).run },
  suspects: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
};
const input = { night: aNight({ id: 'night_00000030' }), now: dayOf(30), ids: countingIds() };
const basis = basisOf();
const accuracy = aJudged({
  point: aPoint({ value: 0.9 }),
  verdict: aVerdict({ band: aBand(), suspicious: true, reason: 'accuracy is low' }),
  suspicion: aSuspicion({ basis, dates: [dayOf(28), dayOf(30)] }),
});
const speed = aJudged({
  series: SPEED,
  point: aPoint({ seriesId: SPEED.id, value: null }),
  suspicion: aSuspicion({ direction: 'invalid', dates: [dayOf(29), dayOf(30)] }),
});

t.test('one incident with everything that is suspected, from the first night that it may have begun', async (t) => {
  const incident = raise(input, group, [accuracy, speed]);
  t.strictSame(incident, {
    id: 'inc_00000001',
    project: 'default',
    benchmark: 'digits',
    platform: 'cpu-x86_64',
    methodVersion: 2,
    state: 'suspected',
    side: 'unknown',
    openedAt: dayOf(30),
    updatedAt: dayOf(30),
    nightId: 'night_00000030',
    goodNightId: 'night_00000003',
    dates: [dayOf(28), dayOf(29), dayOf(30)],
    leaderId: null,
    searchId: null,
    cause: null,
    series: [
      {
        seriesId: 'ser_00000001',
        metric: 'accuracy',
        unit: 'share',
        direction: 'below',
        value: 0.9,
        low: 0.95,
        high: 0.99,
        basis,
        confirmation: null,
      },
      {
        seriesId: 'ser_00000002',
        metric: 'throughput',
        unit: 'examples/s',
        direction: 'invalid',
        value: null,
        low: null,
        high: null,
        basis: null,
        confirmation: null,
      },
    ],
    suspects: group.suspects,
    experimentId: null,
    cleanNights: 0,
    reason: 'accuracy is low; throughput is odd',
  });
  t.equal(raise(input, { ...group, lastGood: null }, [accuracy]).goodNightId, null);
});

t.test('the same series the same way within 14 days is the same incident again', async (t) => {
  const ended = anIncident({
    state: 'resolved',
    side: 'container',
    experimentId: 'exp_00000001',
    cleanNights: 3,
    updatedAt: dayOf(16),
  });
  const change = reopened([ended], input, group, [accuracy, speed]);
  t.match(change, {
    from: 'resolved',
    event: {
      from: 'resolved',
      to: 'suspected',
      actor: 'judge',
      reason: 'it is back: accuracy is low; throughput is odd',
    },
    incident: {
      id: ended.id,
      state: 'suspected',
      side: 'unknown',
      openedAt: ended.openedAt,
      updatedAt: dayOf(30),
      nightId: 'night_00000030',
      goodNightId: 'night_00000003',
      dates: [dayOf(28), dayOf(29), dayOf(30)],
      series: [{ metric: 'accuracy', confirmation: null }, { metric: 'throughput' }],
      suspects: group.suspects,
      experimentId: null,
      cleanNights: 0,
    },
  });
  t.match(reopened([ended], input, { ...group, lastGood: null }, [accuracy]), { incident: { goodNightId: null } });
});

t.test('anything else is a new one', async (t) => {
  const back = (change: Partial<Incident>, fresh = accuracy) =>
    reopened([anIncident({ state: 'resolved', updatedAt: dayOf(20), ...change })], input, group, [fresh]);
  t.not(back({}), null);
  t.equal(back({ updatedAt: dayOf(15.999) }), null, 'more than 14 days ago');
  t.equal(back({ state: 'dismissed' }), null, 'noise does not come back');
  t.equal(back({ state: 'accepted' }), null, 'nor does the new normal');
  const [entry] = anIncident().series;
  t.equal(back({ series: [{ ...entry, direction: 'above' } as Incident['series'][number]] }), null, 'the other way');
  t.equal(
    back({ series: [{ ...entry, seriesId: 'ser_00000009' } as Incident['series'][number]] }),
    null,
    'another series',
  );
  t.equal(reopened([], input, group, [accuracy]), null);
});

t.test('dates follow the nights while it is suspected, and stay once it is confirmed', async (t) => {
  const raised = raise(input, group, [accuracy as SuspiciousPoint]);
  const later = { ...accuracy, suspicion: aSuspicion({ basis, dates: [dayOf(29)] }) };
  t.strictSame(refinedDates(raised, [later]), [dayOf(29)], 'another night knows more');
  t.strictSame(refinedDates({ ...raised, state: 'confirmed' }, [later]), raised.dates, 'an acknowledged date stands');
  const other = { ...accuracy, suspicion: aSuspicion({ direction: 'above', dates: [dayOf(29)] }) };
  t.strictSame(
    refinedDates(raised, [other, { ...accuracy, suspicion: null }, speed]),
    raised.dates,
    'nothing new of it',
  );
});

t.test('a further suspicious night knows the dates better, until the change is confirmed', async (t) => {
  const open = anIncident({ dates: [dayOf(20)] });
  const [entry] = open.series as [Incident['series'][number]];
  t.same(refinedDates(open, [accuracy, speed]), [dayOf(28), dayOf(30)], 'those of its own series');
  const both = { ...open, series: [entry, { ...entry, seriesId: SPEED.id, direction: 'invalid' as const }] };
  t.same(refinedDates(both, [accuracy, speed]), [dayOf(28), dayOf(29), dayOf(30)]);
  t.same(refinedDates({ ...open, state: 'confirmed' }, [accuracy]), [dayOf(20)]);
  t.same(refinedDates(open, [aJudged()]), [dayOf(20)], 'a night without suspicion knows no better');
  t.same(
    refinedDates({ ...open, series: [{ ...entry, direction: 'above' }] }, [accuracy]),
    [dayOf(20)],
    'the other way',
  );
  t.same(refinedDates(open, []), [dayOf(20)]);
});
