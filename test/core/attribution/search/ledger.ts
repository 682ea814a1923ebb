import t from 'tap';
import { isNoEnvironment, keyOf, ledgerOf, tallyOf } from '../../../../services/core/attribution/search/ledger.ts';
import type { Mixture, SearchAsk, SearchStage } from '../../../../services/core/model/search.ts';
import { result, stepOf, unresolved } from '../../../support/played-search.ts';

const ask = (stage: SearchStage, mixture: Mixture, text = ''): SearchAsk => ({
  kind: 'trial',
  stage,
  mixture,
  text,
  parent: null,
});

t.test('the same mixture is the same question, whichever stage asks', async (t) => {
  t.equal(keyOf(ask('search', { taken: ['b', 'a'] })), keyOf(ask('necessity', { taken: ['a', 'b'] }, 'words')));
  const keys = [
    keyOf(ask('between', { taken: ['a'] })),
    keyOf(ask('between', { taken: ['a'], versions: { numpy: '1.5' } })),
    keyOf(ask('between', { taken: ['a'], versions: { numpy: '1.6' } })),
    keyOf(ask('between', { taken: ['a'], commit: '1.5' })),
    keyOf(ask('between', { taken: ['a'], image: '1.5' })),
    keyOf({ kind: 'between', what: 'versions', factors: [] }),
    keyOf({ kind: 'between', what: 'commits', factors: [] }),
  ];
  t.equal(new Set(keys).size, keys.length);
});

t.test('answers by their question; a step under way has none', async (t) => {
  const first = ask('split', { taken: ['a'] });
  const open = ask('search', { taken: [] });
  const ledger = ledgerOf([stepOf(0, first, result()), stepOf(1, open, null)]);
  t.same(ledger.known.get(keyOf(first)), { at: 0, answer: result() });
  t.equal(ledger.known.get(keyOf(open)), undefined);
});

t.test('adds up what was run, and what could not be built', async (t) => {
  const steps = [
    stepOf(0, ask('split', { taken: ['a'] }), result({ runs: 6 })),
    stepOf(1, ask('search', { taken: ['b'] }), unresolved('refused')),
    stepOf(2, ask('search', { taken: ['c'] }), unresolved('broken')),
    stepOf(3, ask('search', { taken: ['d'] }), unresolved('undecided')),
    stepOf(4, ask('host', { taken: ['e'] }), result({ runs: 4 })),
    stepOf(5, { kind: 'between', what: 'versions', factors: [] }, { kind: 'between', items: ['1'] }),
    stepOf(6, ask('between', { taken: [], versions: { a: '1' } }), result({ runs: 3 })),
    stepOf(7, ask('between', { taken: [], versions: { a: '2' } }), unresolved('refused')),
    stepOf(8, ask('between', { taken: [], versions: { a: '3' } }), null),
  ];
  t.same(tallyOf(ledgerOf(steps)), {
    decisions: 3,
    betweenDecisions: 1,
    trials: 7,
    runs: 6 + 2 + 2 + 4 + 3,
    refused: ['it is refused', 'it is broken', 'it is refused'],
  });
});

t.test('what does not exist and what was only not decided', async (t) => {
  t.same(
    [unresolved('refused'), unresolved('broken'), unresolved('undecided'), unresolved('lost'), result()].map(
      isNoEnvironment,
    ),
    [true, true, false, false, false],
  );
});
