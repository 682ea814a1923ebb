import fc from 'fast-check';
import t from 'tap';
import type { Mixture } from '../../../../services/core/model/search.ts';
import { change, changes, needs, play, problemOf, textsOf } from '../../../support/played-search.ts';

const items = (count: number) => Array.from({ length: count }, (_, i) => `1.${String(i).padStart(2, '0')}`);

/** A package whose versions are bad from one on, and some of which cannot be tried. */
function versioned(count: number, from: number, broken: readonly number[] = []) {
  const all = items(count);
  const at = (mixture: Mixture) => all.indexOf(mixture.versions?.numpy ?? '');
  return {
    bad: (taken: ReadonlySet<string>, mixture: Mixture) =>
      mixture.versions ? at(mixture) >= from : taken.has('package:numpy'),
    unresolved: (_: ReadonlySet<string>, mixture: Mixture) =>
      mixture.versions && broken.includes(at(mixture)) ? ('refused' as const) : null,
    items: all,
  };
}

t.test('any first bad version, in ⌈log2 (k + 1)⌉ decisions', async (t) => {
  const some = fc
    .integer({ min: 1, max: 60 })
    .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 0, max: count })));
  fc.assert(
    fc.property(some, ([count, from]) => {
      const { conclusion } = play(problemOf(changes('package:numpy', 'package:scipy')), versioned(count, from));
      const ends = ['1.0', ...items(count), '2.0'];
      t.same(conclusion.first, { what: 'versions', lastGood: ends[from], firstBad: ends[from + 1], skipped: [] });
      t.ok(conclusion.betweenDecisions <= Math.ceil(Math.log2(count + 1)));
    }),
    { seed: 5, numRuns: 60 },
  );
});

t.test('what cannot be tried is skipped, and named where it may hide the first bad one', async (t) => {
  const { conclusion, steps } = play(problemOf(changes('package:numpy')), versioned(7, 4, [3, 4]));
  t.same(conclusion.first, { what: 'versions', lastGood: '1.02', firstBad: '1.05', skipped: ['1.03', '1.04'] });
  t.same(textsOf(steps).slice(2), [
    'between: package:numpy 1.03',
    'between: package:numpy 1.02',
    'between: package:numpy 1.04',
    'between: package:numpy 1.05',
  ]);
  const far = play(problemOf(changes('package:numpy')), versioned(7, 0, [3])).conclusion;
  t.match(far.first, { lastGood: '1.0', firstBad: '1.00', skipped: [] }, 'not where it lies outside both');
});

t.test('versions are tried in all new but for the cause, and each narrows the one before', async (t) => {
  const implications = [needs('package:pandas', 'package:numpy')];
  const all = changes('config:epochs', 'package:numpy', 'package:pandas');
  const { conclusion, steps } = play(problemOf(all, { implications }), versioned(3, 1));
  const asks = steps.flatMap(({ ask }) => (ask.kind === 'trial' && ask.stage === 'between' ? [ask] : []));
  t.match(asks[0], {
    mixture: { taken: ['config:epochs'], versions: { numpy: '1.01' } },
    parent: conclusion.necessity,
  });
  t.equal(
    asks[1]?.parent,
    steps.findIndex(({ ask }) => ask === asks[0]),
  );
});

t.test('the others of a group are free to move with their leader', async (t) => {
  const implications = [needs('package:jax', 'package:jaxlib'), needs('package:jaxlib', 'package:jax')];
  const { conclusion, steps } = play(
    problemOf(changes('package:jax', 'package:jaxlib', 'package:scipy'), { implications }),
    {
      bad: (taken, { versions }) => (versions ? (versions.jax ?? '') >= '1.01' : taken.has('package:jax')),
      items: items(3),
    },
  );
  t.match(conclusion, { group: true, first: { lastGood: '1.00', firstBad: '1.01' } });
  const ask = steps.find(({ ask }) => ask.kind === 'trial' && ask.stage === 'between')?.ask;
  t.match(ask, { mixture: { taken: ['package:jaxlib', 'package:scipy'], versions: { jax: '1.01' } } });
});

t.test('where all new without the cause cannot be run, in the good mixture of the pair that decided', async (t) => {
  const { steps, conclusion } = play(problemOf(changes('package:a', 'package:b', 'package:numpy')), {
    ...versioned(1, 0),
    unresolved: (taken, { versions }) =>
      !versions && taken.size === 2 && !taken.has('package:numpy') ? ('broken' as const) : null,
  });
  t.equal(conclusion.necessity, null);
  const ask = steps.at(-1)?.ask;
  t.match(ask, { stage: 'between', mixture: { taken: ['package:a'] } });
});

t.test('commits stand for the whole code, digests for the image', async (t) => {
  const code = {
    bad: (taken: ReadonlySet<string>, mixture: Mixture) => taken.has('code:train.py') || mixture.commit === 'c2',
    items: ['c1', 'c2'],
  };
  const byCommit = play(problemOf(changes('code:data.py', 'code:train.py', 'env:A')), code);
  t.match(byCommit.conclusion, { first: { what: 'commits', lastGood: 'c1', firstBad: 'c2' } });
  t.match(byCommit.steps.at(-1)?.ask, { mixture: { taken: ['env:A'], commit: 'c2' } });

  const image = {
    bad: (taken: ReadonlySet<string>, mixture: Mixture) => taken.has('image') || mixture.image === 'i1',
    items: ['i1'],
  };
  const byDigest = play(problemOf([change('image', 'i0', 'i2')]), image);
  t.match(byDigest.conclusion, { first: { what: 'digests', lastGood: 'i0', firstBad: 'i1' }, suspects: [] });
});

t.test('nothing is asked where nothing lies between', async (t) => {
  const alone = (one: ReturnType<typeof change>) =>
    play(problemOf([one]), { bad: (taken) => taken.size === 1, items: ['9'] });
  for (const one of [change('config:epochs'), change('package:x', '', '2'), change('package:x', '1', '')]) {
    const { conclusion, steps } = alone(one);
    t.match(conclusion, { outcome: 'found', first: null });
    t.equal(steps.length, 1);
  }
  const empty = play(problemOf(changes('package:x')), { bad: (taken) => taken.size === 1, items: [] });
  t.match(empty.conclusion, { outcome: 'found', first: null });
  t.equal(empty.steps.length, 2);
});

t.test('the budget ends: the cause stays, with what is known of its versions', async (t) => {
  const ended = (maxRuns: number) =>
    play(problemOf(changes('package:numpy'), { budget: { maxRuns } }), versioned(7, 4)).conclusion;
  t.match(ended(6), { outcome: 'found', first: null, reason: /; the budget of 6 runs ended$/ });
  t.same(ended(12).first, { what: 'versions', lastGood: '1.03', firstBad: '2.0', skipped: ['1.04', '1.05', '1.06'] });
  t.match(ended(1_000), { first: { lastGood: '1.03', firstBad: '1.04' }, reason: /is bad$/ });
});
