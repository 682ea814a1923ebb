import t from 'tap';
import { changes, namesOf, play, problemOf } from '../../../support/played-search.ts';

const five = changes(
  'package:joblib',
  'package:numpy',
  'package:scikit-learn',
  'package:scipy',
  'package:threadpoolctl',
);

/** pip's rule about numpy 2.0.0, which nobody told the search. */
function pip(taken: ReadonlySet<string>) {
  const fits = taken.has('package:scipy') && taken.has('package:scikit-learn');
  return taken.has('package:numpy') && !fits ? ('refused' as const) : null;
}

t.test('finds the least that must be new with the cause', async (t) => {
  const { conclusion } = play(problemOf(five), { bad: (taken) => taken.has('package:numpy'), unresolved: pip });
  t.match(conclusion, { outcome: 'found', sufficiency: null, factors: [{ factor: 'package:numpy' }] });
  t.same(namesOf(conclusion.suspects), ['package:scikit-learn', 'package:scipy']);
  t.type(conclusion.necessity, 'number');
  t.match(conclusion.reason, /cannot be run, but the same environment was good without it/);
});

t.test('a smaller mixture that is good although it has the cause: something else is needed', async (t) => {
  const { conclusion } = play(problemOf(five), {
    bad: (taken) => taken.has('package:numpy') && taken.has('package:joblib'),
    unresolved: pip,
  });
  t.match(conclusion, { outcome: 'several', relation: 'together', factors: { length: 2 } });
  t.same(namesOf(conclusion.factors), ['package:joblib', 'package:numpy']);
});

t.test('nothing can be left out: all of it stays beside the cause', async (t) => {
  const three = changes('package:a', 'package:b', 'package:c');
  const { conclusion, steps } = play(problemOf(three), {
    bad: (taken) => taken.has('package:a'),
    unresolved: (taken) => (taken.has('package:a') && taken.size < 3 ? ('refused' as const) : null),
  });
  t.same(namesOf(conclusion.factors), ['package:a']);
  t.same(namesOf(conclusion.suspects), ['package:b', 'package:c']);
  t.equal(conclusion.decisions, 2, 'the split and the necessity; what cannot be built costs none');
  t.ok(steps.length > 4);
});

t.test('at most ⌈log2 n⌉ of these trials run', async (t) => {
  const many = changes(...Array.from({ length: 16 }, (_, i) => `package:p${String(i).padStart(2, '0')}`));
  // Seven old ones break it by themselves, so that no small part can be run.
  const { conclusion, steps } = play(problemOf(many), {
    bad: (taken) => taken.has('package:p00'),
    unresolved: (taken) => (taken.has('package:p00') && taken.size < 10 ? ('broken' as const) : null),
  });
  t.same(namesOf(conclusion.factors), ['package:p00']);
  const tried = steps.filter(({ ask }) => ask.kind === 'trial' && ask.stage === 'sufficiency');
  t.equal(tried.length, 1 + 4, 'the proof itself, and log2 16 smaller mixtures');
});
