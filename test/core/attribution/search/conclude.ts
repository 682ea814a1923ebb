import t from 'tap';
import { conclude } from '../../../../services/core/attribution/search/conclude.ts';
import { ledgerOf } from '../../../../services/core/attribution/search/ledger.ts';
import { change, result, stepOf } from '../../../support/played-search.ts';

const ask = { kind: 'trial', stage: 'split', mixture: { taken: ['a'] }, text: '', parent: null } as const;

t.test('a conclusion without a basis claims no effect and no evidence', async (t) => {
  const ended = conclude(ledgerOf([]), { outcome: 'blocked', reason: 'why', left: [change('a')] });
  t.match(ended, {
    outcome: 'blocked',
    reason: 'why',
    left: [change('a')],
    factors: [],
    evidence: 1,
    pairs: 0,
    runs: 0,
  });
  t.same(
    [ended.effect, ended.interval, ended.metric, ended.first, ended.necessity, ended.sufficiency],
    Array(6).fill(null),
  );
});

t.test('a conclusion with one has its effect, and what all answers cost', async (t) => {
  const basis = result({ effect: -0.25, interval: [-0.3, -0.2], evidence: 500, pairs: 4 });
  const ended = conclude(ledgerOf([stepOf(0, ask, result({ runs: 8 }))]), { outcome: 'found', reason: 'why' }, basis);
  t.match(ended, {
    effect: -0.25,
    interval: [-0.3, -0.2],
    evidence: 500,
    pairs: 4,
    decisions: 1,
    runs: 8,
    refused: [],
  });
});
