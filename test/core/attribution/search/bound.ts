import t from 'tap';
import { boundOf, decisionBound, interactionBound } from '../../../../services/core/attribution/search/bound.ts';
import { changes, needs, problemOf } from '../../../support/played-search.ts';

t.test('two decisions a halving and four beside', async (t) => {
  t.same([0, 1, 2, 3, 5, 12, 64].map(decisionBound), [4, 4, 6, 8, 10, 12, 16]);
  t.equal(interactionBound(12, 2), 24);
});

t.test('what a search costs at most, within its budget', async (t) => {
  const five = problemOf(changes('package:a', 'package:b', 'package:c', 'package:d', 'config:e'));
  t.same(boundOf(five, 6, true, 2), { changes: 5, decisions: 10, runs: 120, minutes: 240 });
  t.same(boundOf(five, 6, false, 0.5), { changes: 5, decisions: 10, runs: 12 + 9 * 6, minutes: 33 });
  t.same(boundOf({ ...five, split: false }, 6, false, 1).runs, 60, 'no split is run');
  t.same(boundOf({ ...five, budget: { maxRuns: 20 } }, 6, true, 1), {
    changes: 5,
    decisions: 10,
    runs: 20,
    minutes: 20,
  });
});

t.test('what goes together counts once', async (t) => {
  const implications = [needs('package:a', 'package:b'), needs('package:b', 'package:a')];
  const bound = boundOf(problemOf(changes('package:a', 'package:b'), { implications }), 1, true, 1);
  t.same([bound.changes, bound.decisions], [2, 4]);
});
