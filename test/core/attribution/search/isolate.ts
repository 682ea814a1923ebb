import t from 'tap';
import type { Unresolved } from '../../../../services/core/model/search.ts';
import { changes, namesOf, play, problemOf, textsOf } from '../../../support/played-search.ts';

const eight = changes('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h').map((one) => ({
  ...one,
  factor: `package:${one.factor}`,
}));
const has = (taken: ReadonlySet<string>, name: string) => taken.has(`package:${name}`);

t.test('halves until one is left, from both ends', async (t) => {
  const { conclusion, steps } = play(problemOf(eight), { bad: (taken) => has(taken, 'f') });
  t.same(namesOf(conclusion.factors), ['package:f']);
  const searched = steps.filter(({ ask }) => ask.kind === 'trial' && ask.stage === 'search');
  t.same(
    searched.map(({ answer }) => answer?.kind === 'trial' && answer.verdict),
    ['good', 'bad', 'good'],
  );
  t.same(
    searched.map(({ ask }) => ask.kind === 'trial' && ask.parent),
    [0, 1, 2],
    'each narrows the one before',
  );
});

t.test('what gives no answer is worked around, and never tried again', async (t) => {
  // d and e only work together, which nobody told: the first half breaks.
  const world = {
    bad: (taken: ReadonlySet<string>) => has(taken, 'g'),
    unresolved: (taken: ReadonlySet<string>) => (has(taken, 'd') !== has(taken, 'e') ? ('broken' as const) : null),
  };
  const { conclusion, steps } = play(problemOf(eight), world);
  t.same(namesOf(conclusion.factors), ['package:g']);
  t.notOk(conclusion.group);
  const texts = steps.flatMap(({ ask }) => (ask.kind === 'trial' ? [ask.mixture.taken.join()] : []));
  t.equal(new Set(texts).size, texts.length, textsOf(steps).join('\n'));
});

t.test('two that cannot be told apart, and why', async (t) => {
  const pair = (why: Unresolved) =>
    play(problemOf(eight), {
      bad: (taken) => has(taken, 'c') && has(taken, 'g'),
      unresolved: (taken) => (has(taken, 'c') !== has(taken, 'g') ? why : null),
    }).conclusion;
  for (const why of ['refused', 'broken'] as const)
    t.match(pair(why), { outcome: 'found', group: true, factors: [{ factor: 'package:c' }, { factor: 'package:g' }] });
  t.match(pair('undecided'), { outcome: 'several', relation: null, group: false, factors: { length: 2 } });
  const lost = pair('lost');
  t.match(lost, { outcome: 'blocked', factors: { length: 0 } });
  t.same(namesOf(lost.left), ['package:c', 'package:g']);
});
