import fc from 'fast-check';
import t from 'tap';
import { interactionBound } from '../../../../services/core/attribution/search/bound.ts';
import { CAUSES_MAX } from '../../../../services/core/attribution/search/causes.ts';
import { changes, namesOf, needs, play, problemOf, textsOf } from '../../../support/played-search.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => `package:p${String(i).padStart(2, '0')}`);
const anyOf = (causes: readonly string[]) => ({
  bad: (taken: ReadonlySet<string>) => causes.some((one) => taken.has(one)),
});

t.test('both proofs of a single cause', async (t) => {
  const { conclusion, steps } = play(problemOf(changes(...names(4))), anyOf(['package:p02']));
  t.same(textsOf(steps), [
    'split: all old against all new',
    'search: all new, package:p02 and package:p03 old',
    'search: all new, package:p03 old',
    'sufficiency: all old, package:p02 new',
    'necessity: all new, package:p02 old',
    'between versions',
  ]);
  t.match(conclusion, { outcome: 'found', sufficiency: 3, necessity: 4, first: null, decisions: 5, runs: 30 });
  t.match(conclusion, { effect: -0.5, interval: [-0.6, -0.4], evidence: 1_000, pairs: 3, left: [], suspects: [] });
});

t.test('what needs the cause is old with it, and what it needs is new with it', async (t) => {
  const implications = [needs('package:p03', 'package:p02'), needs('package:p02', 'package:p00')];
  const { conclusion, steps } = play(problemOf(changes(...names(5)), { implications }), anyOf(['package:p02']));
  t.same(namesOf(conclusion.factors), ['package:p02']);
  const asked = (at: number | null) => {
    const ask = steps[at as number]?.ask;
    return ask?.kind === 'trial' ? ask.mixture.taken : null;
  };
  t.same(asked(conclusion.necessity), ['package:p00', 'package:p01', 'package:p04']);
  t.same(asked(conclusion.sufficiency), ['package:p00', 'package:p02']);
});

t.test('any two of which each does it by itself, within their bound', async (t) => {
  const some = fc
    .integer({ min: 2, max: 40 })
    .chain((count) => fc.tuple(fc.constant(count), fc.shuffledSubarray(names(count), { minLength: 2, maxLength: 2 })));
  fc.assert(
    fc.property(some, ([count, causes]) => {
      const { conclusion } = play(problemOf(changes(...names(count))), anyOf(causes));
      t.match(conclusion, { outcome: 'several', relation: 'each', group: false, left: [] });
      t.same(namesOf(conclusion.factors), [...causes].sort());
      t.ok(conclusion.decisions <= interactionBound(count, 2));
    }),
    { seed: 4, numRuns: 60 },
  );
});

t.test('more than are looked for are not named', async (t) => {
  const many = names(CAUSES_MAX + 1);
  const { conclusion } = play(problemOf(changes(...many)), anyOf(many));
  t.match(conclusion, { outcome: 'blocked', factors: [], left: { length: many.length } });
  t.match(conclusion.reason, /more than 4 changes do it, each by itself/);
  const together = { bad: (taken: ReadonlySet<string>) => taken.size === 5 };
  t.match(play(problemOf(changes(...many)), together).conclusion, { outcome: 'blocked', factors: [] });
});

t.test('an environment that cannot be run is a proof less, and says so', async (t) => {
  // All new without p01 does not exist.
  const { conclusion } = play(problemOf(changes(...names(4))), {
    ...anyOf(['package:p01']),
    unresolved: (taken) => (taken.size === 3 && !taken.has('package:p01') ? 'refused' : null),
  });
  t.match(conclusion, { outcome: 'found', necessity: null, refused: ['it is refused'] });
  t.type(conclusion.sufficiency, 'number');
  t.match(conclusion.reason, /all new with it old cannot be run/);
});

t.test('where all old with the cause cannot be run, it rests on the pair that decided', async (t) => {
  const { conclusion, steps } = play(problemOf(changes(...names(4))), {
    ...anyOf(['package:p01']),
    unresolved: (taken) => (taken.has('package:p01') && !taken.has('package:p00') ? 'broken' : null),
  });
  t.match(conclusion, { outcome: 'found', sufficiency: null, suspects: [{ factor: 'package:p00' }], effect: -0.5 });
  t.match(steps[conclusion.necessity as number]?.answer, { verdict: 'good' });
  t.match(conclusion.reason, /beside package:p00, which it was not run without/);
});

t.test('nothing is named where a proof gave no answer', async (t) => {
  const { conclusion } = play(problemOf(changes(...names(4))), {
    ...anyOf(['package:p01']),
    unresolved: (taken) => (taken.size === 3 && !taken.has('package:p01') ? 'undecided' : null),
  });
  t.match(conclusion, { outcome: 'blocked', factors: [], left: [{ factor: 'package:p01' }], necessity: null });
});

t.test('the versions between, and what ended them', async (t) => {
  const versions = ['1.1', '1.2', '1.3'];
  const world = {
    bad: (taken: ReadonlySet<string>, { versions: set }: { versions?: Readonly<Record<string, string>> }) =>
      taken.has('package:p01') || (set?.p01 ?? '') >= '1.3',
    items: versions,
  };
  const whole = play(problemOf(changes(...names(3))), world);
  t.match(whole.conclusion, { outcome: 'found', first: { lastGood: '1.2', firstBad: '1.3', skipped: [] } });
  const runs = whole.conclusion.runs - 6;
  const short = play(problemOf(changes(...names(3)), { budget: { maxRuns: runs } }), world).conclusion;
  t.match(short, { outcome: 'found', first: { skipped: { length: 1 } } });
  t.ok(short.reason.endsWith(`is bad; the budget of ${runs} runs ended`), short.reason);
});
