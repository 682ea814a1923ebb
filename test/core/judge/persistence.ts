import t from 'tap';
import type { JudgedPoint } from '../../../services/core/judge/group.ts';
import { continueIncident } from '../../../services/core/judge/persistence.ts';
import type { Incident } from '../../../services/core/model/incident.ts';
import type { VerdictKind } from '../../../services/core/model/series.ts';
import { anIncident, aPoint, aSeries, aVerdict, noon } from '../../support/builders.ts';

function judged(kind: VerdictKind, suspicious = kind === 'below', series = aSeries()): JudgedPoint {
  return { series, point: aPoint(), verdict: aVerdict({ kind, suspicious, reason: `it is ${kind}` }) };
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

t.test('a night that says nothing about its series changes nothing', async (t) => {
  t.equal(follow({ state: 'confirmed' }, 'invalid'), null);
  t.equal(follow({ state: 'confirmed' }, 'no-band'), null);
  const other = judged('below', true, aSeries({ id: 'ser_00000009' }));
  t.equal(continueIncident(anIncident({ state: 'confirmed' }), [other], 1, noon(9)), null);
});
