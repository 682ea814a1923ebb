import fc from 'fast-check';
import t from 'tap';
import { interactionBound } from '../../../../services/core/attribution/search/bound.ts';
import { ELEMENTS_MAX } from '../../../../services/core/attribution/search/interact.ts';
import { changes, namesOf, play, problemOf } from '../../../support/played-search.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => `package:p${String(i).padStart(2, '0')}`);
const together = (needed: readonly string[]) => ({
  bad: (taken: ReadonlySet<string>) => needed.every((one) => taken.has(one)),
});

t.test('any two or three that act only together, within their bound', async (t) => {
  const some = fc
    .integer({ min: 4, max: 40 })
    .chain((count) => fc.tuple(fc.constant(count), fc.shuffledSubarray(names(count), { minLength: 2, maxLength: 3 })));
  fc.assert(
    fc.property(some, ([count, needed]) => {
      const { conclusion } = play(problemOf(changes(...names(count))), together(needed));
      t.match(conclusion, { outcome: 'several', relation: 'together', group: false });
      t.same(namesOf(conclusion.factors), [...needed].sort());
      t.ok(conclusion.decisions <= interactionBound(count, needed.length));
      t.type(conclusion.necessity, 'number');
      t.type(conclusion.sufficiency, 'number');
    }),
    { seed: 3, numRuns: 60 },
  );
});

t.test('an element that is not needed after all is left out', async (t) => {
  // p1 does it by itself; p0 hides that, and p2 undoes the hiding: so p2 is what is found first.
  const world = {
    bad: (taken: ReadonlySet<string>) =>
      taken.has('package:p01') && (!taken.has('package:p00') || taken.has('package:p02')),
  };
  const { conclusion, steps } = play(problemOf(changes(...names(4))), world);
  t.match(conclusion, { outcome: 'found', relation: null, factors: [{ factor: 'package:p01' }] });
  const proof = steps[conclusion.sufficiency as number]?.ask;
  t.match(proof, { kind: 'trial', mixture: { taken: ['package:p01'] } });
});

t.test('more than are looked for are not named', async (t) => {
  const { conclusion } = play(problemOf(changes(...names(12))), together(names(12).slice(0, ELEMENTS_MAX + 1)));
  t.match(conclusion, { outcome: 'blocked', factors: { length: 0 } });
  t.match(conclusion.reason, /more than 4 changes are needed together/);
  t.equal(play(problemOf(changes(...names(12))), together(names(4))).conclusion.outcome, 'several');
});

t.test('a proof that gave no answer names nothing', async (t) => {
  const { conclusion } = play(problemOf(changes(...names(8))), {
    bad: (taken) => taken.has('package:p05'),
    unresolved: (taken) => (taken.size === 1 && taken.has('package:p05') ? 'undecided' : null),
  });
  t.match(conclusion, { outcome: 'blocked', factors: { length: 0 }, left: [{ factor: 'package:p05' }] });
  t.match(conclusion.reason, /all old with it new gave no answer: it is undecided/);
});

t.test('where the proof cannot be run, the pair that decided and what went with it stand for it', async (t) => {
  const alone = {
    bad: (taken: ReadonlySet<string>) => taken.has('package:p02'),
    unresolved: (taken: ReadonlySet<string>) =>
      taken.has('package:p02') && !taken.has('package:p00') ? ('refused' as const) : null,
  };
  const { conclusion } = play(problemOf(changes(...names(4))), alone);
  t.match(conclusion, {
    outcome: 'found',
    factors: [{ factor: 'package:p02' }],
    suspects: [{ factor: 'package:p00' }],
  });
  const pair = { ...alone, bad: (taken: ReadonlySet<string>) => taken.has('package:p02') && taken.has('package:p01') };
  t.match(play(problemOf(changes(...names(4))), pair).conclusion, { relation: 'together', factors: { length: 2 } });
});
