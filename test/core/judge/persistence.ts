import t from 'tap';
import type { JudgedPoint } from '../../../services/core/judge/judge-series.ts';
import { continueIncident } from '../../../services/core/judge/persistence.ts';
import type { Incident, IncidentSeries } from '../../../services/core/model/incident.ts';
import type { VerdictKind } from '../../../services/core/model/series.ts';
import { anIncident, aPoint, aSeries, aVerdict, noon } from '../../support/builders.ts';
import { basisOf, LOSS } from '../../support/settled.ts';

function judged(kind: VerdictKind, suspicious = kind === 'below', series = aSeries()): JudgedPoint {
  const verdict = aVerdict({ kind, suspicious, reason: `it is ${kind}` });
  return { series, point: aPoint(), verdict, suspicion: null, newHosts: [] };
}

function follow(change: Partial<Incident>, kind: VerdictKind, nightsSince = 2) {
  return continueIncident(anIncident(change), [judged(kind)], nightsSince, noon(9));
}

t.test('bad again: it persists, told at once and then once a week', async (t) => {
  const first = follow({ state: 'confirmed', cleanNights: 2 }, 'below', 1);
  t.match(first, {
    news: 'persists',
    change: { incident: { state: 'confirmed', cleanNights: 0, reason: 'it is below', updatedAt: noon(9) } },
  });
  t.same(
    [2, 6, 7, 8, 14].map((nights) => follow({ state: 'attributed' }, 'below', nights)?.news),
    [null, null, 'persists', null, 'persists'],
  );
});

t.test('a suspicion without a running experiment asks for another', async (t) => {
  t.match(follow({ state: 'suspected' }, 'below'), { news: 'retry', change: { incident: { state: 'suspected' } } });
  t.match(follow({ state: 'suspected', experimentId: 'exp_00000001' }, 'below'), { news: null });
});

t.test('three nights in a row in the band end it', async (t) => {
  t.match(follow({ state: 'confirmed', cleanNights: 0 }, 'in-band'), {
    news: null,
    change: { incident: { state: 'confirmed', cleanNights: 1 } },
  });
  t.match(follow({ state: 'confirmed', cleanNights: 1 }, 'changed'), {
    news: null,
    change: { incident: { cleanNights: 2 } },
  });
  t.match(follow({ state: 'confirmed', cleanNights: 2 }, 'in-band'), {
    news: 'recovered',
    change: {
      from: 'confirmed',
      incident: { state: 'resolved', cleanNights: 3, reason: 'inside the band on 3 nights in a row' },
    },
  });
  t.match(follow({ state: 'suspected', cleanNights: 2 }, 'in-band'), {
    news: null,
    change: { incident: { state: 'dismissed' } },
  });
  t.match(
    follow({ state: 'suspected', cleanNights: 2, experimentId: 'exp_00000001' }, 'in-band'),
    { news: null, change: { incident: { state: 'suspected', cleanNights: 3 } } },
    'the experiment has the last word',
  );
});

t.test('never confirmed: clean nights dismiss it, and the issue hears nothing', async (t) => {
  t.match(follow({ state: 'suspected', cleanNights: 2 }, 'in-band')?.change.incident, {
    reason: 'never confirmed, and inside the band on 3 nights in a row',
  });
});

/** A loss that fresh runs showed to have gone from 100 to 99, one deviation, inside its band. */
const [entry] = anIncident().series as [IncidentSeries];
const shifted: IncidentSeries = {
  ...entry,
  seriesId: LOSS.id,
  basis: basisOf(),
  confirmation: {
    decision: 'confirmed',
    good: 100,
    bad: 99,
    effect: -1,
    interval: null,
    pairs: 4,
    median: 99,
    evidence: 5000,
  },
};
const lossAt = (value: number): JudgedPoint => ({
  ...judged('in-band', false, LOSS),
  point: aPoint({ seriesId: LOSS.id, value, runs: 1 }),
});

t.test('a change inside the band does not recover by staying there, and a small one takes more nights', async (t) => {
  const at = (value: number, cleanNights: number, series: readonly IncidentSeries[] = [shifted]) =>
    continueIncident(anIncident({ state: 'confirmed', cleanNights, series }), [lossAt(value)], 7, noon(9));
  t.match(at(99.1, 4), { news: 'persists', change: { incident: { state: 'confirmed', cleanNights: 0 } } });
  t.match(at(99.9, 2), { news: null, change: { incident: { cleanNights: 3 } } }, 'three nights do not tell them apart');
  t.match(at(99.9, 5), {
    news: 'recovered',
    change: { incident: { state: 'resolved', reason: 'back at the good level on 6 nights in a row' } },
  });
  const banded = { ...shifted, basis: basisOf({ rule: 'band', baseline: { count: 20, mean: 0, squares: 1 } }) };
  t.match(at(99.9, 2, [banded])?.change.incident, { reason: 'inside the band on 3 nights in a row' });
});

t.test('every series must be back; one that is still bad keeps the incident', async (t) => {
  const other: IncidentSeries = { ...entry, basis: null };
  const both = (loss: number, kind: VerdictKind) =>
    continueIncident(
      anIncident({ state: 'confirmed', cleanNights: 9, series: [other, shifted] }),
      [judged(kind), lossAt(loss)],
      2,
      noon(9),
    );
  t.match(both(99.9, 'in-band'), { news: 'recovered' });
  t.match(both(99.9, 'below'), { change: { incident: { cleanNights: 0, reason: 'it is below' } } });
  t.match(both(99.1, 'in-band'), { change: { incident: { cleanNights: 0, reason: 'it is in-band' } } });
  t.equal(both(99.9, 'invalid'), null, 'one that says nothing keeps the night from counting');
});

t.test('a night that says nothing about its series changes nothing', async (t) => {
  t.equal(follow({ state: 'confirmed' }, 'invalid'), null);
  t.equal(follow({ state: 'confirmed' }, 'no-band'), null);
  const other = judged('below', true, aSeries({ id: 'ser_00000009' }));
  t.equal(continueIncident(anIncident({ state: 'confirmed' }), [other], 1, noon(9)), null);
});
