import fc from 'fast-check';
import t from 'tap';
import { decisionBound } from '../../../../services/core/attribution/search/bound.ts';
import { planSearch, type SearchProblem } from '../../../../services/core/attribution/search/plan.ts';
import type { FactorChange } from '../../../../services/core/model/incident.ts';
import type { Implication, TrialResult } from '../../../../services/core/model/search.ts';
import {
  changes,
  namesOf,
  needs,
  play,
  problemOf,
  result,
  stepOf,
  textsOf,
  unresolved,
  type World,
} from '../../../support/played-search.ts';

const five = changes(
  'package:joblib',
  'package:numpy',
  'package:scikit-learn',
  'package:scipy',
  'package:threadpoolctl',
);
const single = (factor: string): World => ({ bad: (taken) => taken.has(factor) });

/** pip's rule about numpy 2.0.0 (../shared/field/regressions.md): 12 of the 32 mixtures of the five cannot be built. */
function pip(taken: ReadonlySet<string>) {
  const fits = taken.has('package:scipy') && taken.has('package:scikit-learn');
  return taken.has('package:numpy') && !fits ? ('refused' as const) : null;
}

/** Changes of several kinds with implications that may go in circles, and one of them. */
const anyProblem = fc
  .integer({ min: 1, max: 60 })
  .chain((count) => {
    const kinds = fc.array(fc.constantFrom('code', 'config', 'env', 'dataset', 'package', 'package', 'package'), {
      minLength: count,
      maxLength: count,
    });
    const edge = fc.tuple(fc.nat(count - 1), fc.nat(count - 1));
    return fc.tuple(kinds, fc.array(edge, { maxLength: count }), fc.nat(count - 1));
  })
  .map(([kinds, edges, at]) => {
    const names = kinds.map((kind, i) => `${kind}:x${i}`);
    const implications = edges.map(([when, then]) => needs(names[when] as string, names[then] as string));
    return { all: changes(...names), implications, cause: names[at] as string };
  });

/** The factors that must be new whenever this one is, and the other way round. */
function groupOf(factor: string, all: readonly FactorChange[], implications: readonly Implication[]): string[] {
  const reach = (from: string) => {
    const seen = new Set([from]);
    for (const one of seen) for (const { when, then } of implications) if (when === one) seen.add(then);
    return seen;
  };
  return namesOf(all)
    .filter((other) => reach(factor).has(other) && reach(other).has(factor))
    .sort();
}

t.test('any single cause under any implications: named, proven, within 2⌈log2 n⌉ + 4 decisions', async (t) => {
  let most = 0;
  fc.assert(
    fc.property(anyProblem, ({ all, implications, cause }) => {
      const { conclusion, steps } = play(problemOf(all, { implications }), single(cause));
      const group = groupOf(cause, all, implications);
      t.equal(conclusion.outcome, 'found');
      t.same(namesOf(conclusion.factors).sort(), group);
      t.equal(conclusion.group, group.length > 1);
      t.ok(conclusion.decisions <= decisionBound(all.length), `${conclusion.decisions} of ${all.length}`);
      most = Math.max(most, conclusion.decisions - Math.ceil(Math.log2(all.length)));
      const verdict = (at: number | null) => (steps.at(at as number)?.answer as TrialResult | undefined)?.verdict;
      // With a single unit the split is both proofs.
      if (all.length > group.length) t.not(conclusion.necessity, conclusion.sufficiency);
      t.equal(verdict(conclusion.sufficiency), 'bad');
      for (const { ask } of steps)
        if (ask.kind === 'trial')
          for (const { when, then } of implications)
            t.ok(!ask.mixture.taken.includes(when) || ask.mixture.taken.includes(then), 'only closed mixtures');
    }),
    { seed: 6, numRuns: 150 },
  );
  t.comment(`at most ${most} decisions beside ⌈log2 n⌉`);
});

t.test('each of the five packages of the measured example, though nobody told what pip refuses', async (t) => {
  for (const { factor } of five) {
    const { conclusion } = play(problemOf(five), { ...single(factor), unresolved: pip });
    t.same([conclusion.outcome, namesOf(conclusion.factors)], ['found', [factor]]);
    t.ok(conclusion.decisions <= decisionBound(5), `${factor}: ${conclusion.decisions}`);
  }
});

t.test('any hidden rule of what fits: never a wrong cause', async (t) => {
  const names = Array.from({ length: 8 }, (_, i) => `package:p${i}`);
  const rule = fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom('refused' as const, 'broken' as const));
  let named = 0;
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), fc.nat(7), (rules, at) => {
      const cause = names[at] as string;
      const { conclusion } = play(problemOf(changes(...names)), {
        ...single(cause),
        unresolved: (taken) =>
          rules.find(([a, b]) => taken.has(names[a] as string) && !taken.has(names[b] as string))?.[2] ?? null,
      });
      if (conclusion.outcome === 'found') {
        named++;
        t.ok(namesOf(conclusion.factors).includes(cause), conclusion.reason);
      } else t.same([conclusion.outcome, conclusion.factors], ['blocked', []], conclusion.reason);
    }),
    { seed: 7, numRuns: 200 },
  );
  t.ok(named >= 150, `named in ${named} of 200`);
});

t.test('the split: nothing to explain, or nothing known', async (t) => {
  const ended = (answer: TrialResult, others: Partial<SearchProblem> = {}) => {
    const problem = problemOf(five, others);
    const first = planSearch(problem, []);
    t.match(first, { kind: 'ask', ask: { stage: 'split', text: 'all old against all new', parent: null } });
    if (first.kind !== 'ask') throw new Error('it asked nothing');
    const next = planSearch(problem, [stepOf(0, first.ask, answer)]);
    return next.kind === 'end' ? next.conclusion : null;
  };
  t.match(ended(result()), {
    outcome: 'not-reproducible',
    factors: [],
    decisions: 1,
    reason: /both sides give the same/,
  });
  t.match(ended(result(), { levelKind: 'failure' }), { reason: /^the failure does not come back: as measured$/ });
  t.match(ended(unresolved('undecided')), { outcome: 'not-reproducible', reason: /no difference was shown/ });
  t.match(ended(unresolved('lost')), { outcome: 'blocked', left: five, reason: /was lost: it is lost/ });
  t.match(ended(unresolved('refused')), {
    outcome: 'blocked',
    left: five,
    reason: /one side cannot be run: it is refused/,
  });
  t.match(ended(result({ verdict: 'bad' }), { changes: [] }), {
    outcome: 'blocked',
    reason: /nothing that can be restored/,
  });
  t.match(ended(result(), { changes: [] }), { outcome: 'not-reproducible' });
  t.equal(ended(result({ verdict: 'bad' })), null, 'then it goes on');
});

t.test('no split is asked where the incident has shown it', async (t) => {
  const { conclusion, steps } = play(problemOf(five, { split: false }), single('package:scipy'));
  t.match(textsOf(steps)[0], /^search/);
  t.match(conclusion, { outcome: 'found', factors: [{ factor: 'package:scipy' }] });
  const alone = play(problemOf(changes('config:a'), { split: false }), single('config:a'));
  t.same(alone.steps, []);
  t.match(alone.conclusion, {
    outcome: 'found',
    necessity: null,
    sufficiency: null,
    effect: null,
    decisions: 0,
    runs: 0,
  });
  const none = planSearch(problemOf([], { split: false }), []);
  t.match(none, { kind: 'end', conclusion: { outcome: 'blocked' } });
});

t.test('a hint is tried first, and costs one decision when it is wrong', async (t) => {
  const hinted = (hint: readonly string[]) => play(problemOf(five, { hint }), single('package:scipy'));
  const right = hinted(['package:scipy']);
  t.same(textsOf(right.steps).slice(0, 3), [
    'split: all old against all new',
    'search: all new, package:scipy old',
    'sufficiency: all old, package:scipy new',
  ]);
  t.match(right.conclusion, { outcome: 'found', decisions: 3, necessity: 1, sufficiency: 2 });
  const wrong = hinted(['package:joblib']).conclusion;
  t.match(wrong, { outcome: 'found', factors: [{ factor: 'package:scipy' }] });
  t.ok(wrong.decisions <= decisionBound(5));
  const foreign = hinted(['package:elsewhere']);
  t.same(foreign.steps, hinted([]).steps, 'one that did not change here is no hint');
  const refused = play(problemOf(five, { hint: ['package:scipy'] }), { ...single('package:scipy'), unresolved: pip });
  t.match(refused.conclusion, { outcome: 'found', factors: [{ factor: 'package:scipy' }] });
});

t.test('a budget that ends keeps what is known', async (t) => {
  const ended = (budget: SearchProblem['budget']) => play(problemOf(five, { budget }), single('package:scipy'));
  const none = ended({ maxRuns: 0 });
  t.same(none.steps, []);
  t.match(none.conclusion, { outcome: 'blocked', left: five, reason: /^the budget of 0 runs ended before/ });
  const some = ended({ maxRuns: 18 }).conclusion;
  t.match(some, { outcome: 'blocked', factors: [], runs: 18, reason: /^the budget of 18 runs ended with 2 of 5/ });
  t.ok(namesOf(some.left).includes('package:scipy'));
  const trials = ended({ maxRuns: 1_000, maxTrials: 2 }).conclusion;
  t.match(trials, { outcome: 'blocked', decisions: 2, reason: /^the budget of 2 trials ended/ });
  const said = ended({ maxRuns: 1_000, ended: 'the index is away' }).conclusion;
  t.match(said, { outcome: 'blocked', left: five, reason: /^the index is away before/ });
});

t.test('every beginning of a search has the same next step, in whatever order its steps come', async (t) => {
  const problem = problemOf(five);
  const { steps, conclusion } = play(problem, { ...single('package:numpy'), unresolved: pip });
  for (const [at, step] of steps.entries())
    t.same(planSearch(problem, steps.slice(0, at)), { kind: 'ask', ask: step.ask }, `step ${at}`);
  const shuffled = { ...problem, changes: [...five].reverse() };
  t.same(planSearch(shuffled, [...steps].reverse()), {
    kind: 'end',
    conclusion: { ...conclusion, refused: [...conclusion.refused].reverse() },
  });
});

t.test('controls: where both sides are alike nothing is named, whatever changed', async (t) => {
  fc.assert(
    fc.property(anyProblem, ({ all, implications }) => {
      const { conclusion } = play(problemOf(all, { implications }), { bad: () => false });
      t.match(conclusion, { outcome: 'not-reproducible', factors: [], decisions: 1 });
    }),
    { seed: 8, numRuns: 30 },
  );
});
