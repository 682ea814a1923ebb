import fc from 'fast-check';
import t from 'tap';
import type { Pair } from '../../../services/core/judge/arms.ts';
import { sideOf } from '../../../services/core/judge/side.ts';
import { SIDE_EVIDENCE } from '../../../services/core/judge/thresholds.ts';
import { normalNoise } from '../../support/judging.ts';
import { drawn } from '../../support/nights.ts';
import { basisOf } from '../../support/settled.ts';

/** Twenty runs of deviation 1 around 100; four re-runs of the suspicious environment gave 97. */
const basis = basisOf({ rule: 'band', recent: { count: 3, mean: -3, squares: 2 }, z: 0 });
const reruns = (values: readonly (number | null)[]): Pair[] => values.map((bad) => ({ good: undefined, bad }));
const moved = reruns([97, 96.5, 97.5, 97]);
const side = (good: readonly (number | null)[], bad = moved) => sideOf(bad, good, 'real', basis);

t.test(
  'the good environment gives what it gave before: the container; what the suspicious one gives: the host',
  async (t) => {
    t.equal(side([100, 100.2]), 'container');
    t.equal(side([97, 96.8]), 'host');
    t.equal(side([]), 'open');
    t.equal(side([98.5, 98.5, 98.5]), 'open', 'half-way says nothing, however often');
    t.equal(side([103, 103]), 'container', 'beyond the old level too');
    t.equal(side([94, 94]), 'host');
  },
);

t.test('by hand: what one run says, and when it is enough', async (t) => {
  // Levels 0 and −1, variance 1 + 1/20: a run at x counts ((x + 1)² − x²)/2.1 = (2x + 1)/2.1, at 0.5 that is 0.952.
  const one = reruns([99]);
  const needed = Math.ceil(Math.log(SIDE_EVIDENCE) / (2 / 2.1));
  t.equal(
    side(
      drawn(needed - 1, () => 100.5),
      one,
    ),
    'open',
  );
  t.equal(
    side(
      drawn(needed, () => 100.5),
      one,
    ),
    'container',
  );
  t.equal(
    side(
      drawn(needed - 1, () => 98.5),
      one,
    ),
    'open',
  );
  t.equal(
    side(
      drawn(needed, () => 98.5),
      one,
    ),
    'host',
  );
});

t.test('one wild run does not decide, and neither does it undo what calm ones say', async (t) => {
  for (const wild of [-1e6, 50, 150, 1e6]) {
    t.equal(side([wild]), 'open', `${wild} alone`);
    const calm = drawn(4, () => 100);
    t.equal(side([...calm, wild]), 'container', `${wild} after four at the old level`);
  }
});

t.test('nor does one wild re-run move the level that it is told by', async (t) => {
  for (const wild of [-1e6, 50, 150, 1e6]) {
    const bad = reruns([97, 96.5, 97.5, wild]);
    t.equal(side([97, 96.8], bad), 'host', `${wild} among the re-runs`);
    t.equal(side([100, 100.2, 100], bad), 'container', `${wild} among the re-runs`);
  }
});

t.test('where a number moved, runs that failed say nothing', async (t) => {
  t.equal(side([null, null, null]), 'open');
  t.equal(side([null, 100, null, 100.2]), 'container');
  t.equal(side([100, 100], []), 'open', 'no level to tell it from');
  t.equal(side([100, 100], reruns([null, 97])), 'container');
});

t.test('where the re-runs fail, the good environment either runs or fails too', async (t) => {
  const failing = reruns([null, null, null]);
  // A sound environment fails in at most 5 % of its runs, a broken one in 90 %: a run that ends well counts 9.5.
  const needed = Math.ceil(Math.log(SIDE_EVIDENCE) / Math.log(0.95 / 0.1));
  t.equal(side([], failing), 'open');
  t.equal(side([100], failing), 'open', 'one run does not decide');
  t.equal(side([100, 97, 103].slice(0, needed - 1), failing), 'open');
  t.equal(side([100, 97, 103].slice(0, needed), failing), 'container', 'whatever it gives: it gives something');
  t.equal(side([null], failing), 'open');
  t.equal(side([null, null], failing), 'host', '18 : 1 each');
  t.equal(side([null, 100, null, 100], failing), 'open');
  t.equal(side([100, 100, 100], reruns([null, 100, null])), 'container', 'most of them fail');
  t.equal(side([null, null], reruns([null, 100, null])), 'host');
});

t.test('ratios are told on logarithms', async (t) => {
  const speeds = basisOf({ centre: Math.log(1000), baseline: { count: 20, mean: 0, squares: 19 * 0.01 ** 2 } });
  const slow = reruns([900, 905]);
  t.equal(sideOf(slow, [1000, 1004], 'positive', speeds), 'container');
  t.equal(sideOf(slow, [903, 899], 'positive', speeds), 'host');
  t.equal(sideOf(slow, [950, 950], 'positive', speeds), 'open');
});

t.test('a level that never varied is told apart at once where both are', async (t) => {
  const exact = basisOf({ baseline: { count: 20, mean: 0, squares: 0 } });
  t.equal(sideOf(moved, [100, 100], 'real', exact), 'container');
  t.equal(sideOf(moved, [97, 97], 'real', exact), 'host');
});

t.test('unit, level, mirror and the order of runs do not matter', async () => {
  const value = fc.integer({ min: -40, max: 40 }).map((eighths) => 100 + eighths / 8);
  const some = fc.array(value, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(some, some, fc.constantFrom(-2, -1, 0.5, 4), fc.integer({ min: -9, max: 9 }), (bad, good, a, b) => {
      const turn = (values: readonly number[]) => values.map((one) => a * one + b);
      const baseline = { ...basis.baseline, squares: basis.baseline.squares * a * a };
      const other = { ...basis, centre: 100 * a + b, baseline };
      const plain = sideOf(reruns(bad), good, 'real', basis);
      const turned = sideOf(reruns(turn(bad)), turn(good), 'real', other);
      return plain === turned && plain === sideOf(reruns([...bad].reverse()), [...good].reverse(), 'real', basis);
    }),
  );
});

t.test('looked at after every run, it names the wrong side hardly ever', async (t) => {
  const noise = normalNoise(31);
  for (const shift of [-1.5, -3, 6])
    for (const truth of ['container', 'host'] as const) {
      let [wrong, open] = [0, 0];
      for (let i = 0; i < 2000; i += 1) {
        const bad = reruns(drawn(4, () => 100 + shift + noise()));
        const good = drawn(12, () => 100 + (truth === 'host' ? shift : 0) + noise());
        const found = good.map((_, at) => side(good.slice(0, at + 1), bad)).find((one) => one !== 'open') ?? 'open';
        if (found === 'open') open += 1;
        else if (found !== truth) wrong += 1;
      }
      t.ok(wrong / 2000 < 0.06, `${shift} deviations, the ${truth}: ${wrong / 2000} wrong`);
      t.ok(open / 2000 < (Math.abs(shift) < 2 ? 0.3 : 0.01), `${shift} deviations, the ${truth}: ${open / 2000} open`);
    }
});
