import t from 'tap';
import type { Pair } from '../../../../services/core/judge/arms.ts';
import { startsAlone } from '../../../../services/core/judge/experiment-step.ts';
import { decidePairs } from '../../../../services/core/judge/paired.ts';
import { watchedShift } from '../../../../services/core/judge/suspicion/night-history.ts';
import { seedBasis } from '../../../../services/core/judge/suspicion/seed-basis.ts';
import type { Basis } from '../../../../services/core/model/incident.ts';
import { deviationFloor } from '../../../../services/core/statistics/band.ts';
import { deviation, mean } from '../../../../services/core/statistics/moments.ts';
import { aMetric, aPoint } from '../../../support/builders.ts';
import { normalNoise } from '../../../support/judging.ts';
import { close, drawn } from '../../../support/nights.ts';
import { aSettled, basisOf, dayOf, LOSS, settledOf } from '../../../support/settled.ts';

const loss = LOSS.definition;

t.test('by hand: a level of three seeds, which spread as seeds do', async (t) => {
  const nights = [...settledOf([100, 101, 99], { spread: 2, runs: 3 }), aSettled(3, 98, { spread: 4, runs: 5 })];
  const basis = basisOf({ recent: { count: 6, mean: -1.5, squares: 3 }, nights: 6 });
  const found = seedBasis(basis, nights, loss);
  // Pooled by their freedom: (6 · 4 + 4 · 16)/10 = 8.8.
  t.same([found.baseline.count, found.baseline.mean], [5, 0], 'the seeds of tonight, however many nights there are');
  t.ok(close(found.baseline.squares, 4 * 8.8));
  t.same([found.recent.count, found.recent.mean], [5, -1.5], 'the same seeds again, where the nights were');
  t.ok(close(found.recent.squares, 4 * 8.8));
  const { baseline: _, recent: __, ...rest } = found;
  const { baseline: ___, recent: ____, ...before } = basis;
  t.same(rest, before, 'the rest stays');
});

t.test('one seed tells no spread: the floor of the metric stands for it', async (t) => {
  const accuracy = aMetric({ testSize: 1000 });
  const nights = settledOf([0.97, 0.971], { spread: 0, runs: 1 });
  const one = seedBasis(basisOf({ centre: 0.97 }), nights, accuracy);
  t.match(one, { baseline: { count: 1, squares: 0 }, recent: { count: 1, squares: 0 } });
  const none = seedBasis(basisOf({ centre: 0.97 }), settledOf([0.97], { runs: 0 }), accuracy);
  t.equal(none.baseline.count, 1);
  const three = seedBasis(basisOf({ centre: 0.97 }), settledOf([0.97], { spread: 0, runs: 3 }), accuracy);
  t.ok(close(three.baseline.squares, 2 * deviationFloor(accuracy, 0.97) ** 2), 'equal seeds differ by it at least');
});

t.test('with fewer than eight seeds it goes in pairs', async (t) => {
  for (const [runs, alone] of [
    [3, false],
    [7, false],
    [8, true],
  ] as const) {
    const nights = settledOf([100, 101], { spread: 1, runs });
    const basis = seedBasis(basisOf(), nights, loss);
    t.equal(startsAlone([{ series: LOSS, band: null, basis }]), alone, `${runs} seeds`);
  }
});

/**
 * First suspicion of a series that never changes: three seeds of their own level, of deviation 1 each, and what differs
 * from night to night. `bit-stable`: nothing but the arithmetic, which gives every seed another level each time.
 */
function suspicion(noise: () => number, within: number | 'bit-stable'): Basis | null {
  const seeds = drawn(3, noise);
  const night = (i: number) => {
    const values = within === 'bit-stable' ? drawn(3, noise) : seeds.map((level) => level + within * noise());
    return aSettled(i, mean(values), { spread: deviation(values), runs: 3 });
  };
  const before = drawn(40, () => 0).map((_, i) => night(i));
  for (let i = 40; i < 60; i += 1) {
    const { value, spread, ...tonight } = night(i);
    const point = aPoint({ nightId: tonight.nightId, at: dayOf(i), value, spread, runs: 3, hosts: [] });
    const found = watchedShift({ series: LOSS, band: null, point, before, watchCreep: false });
    if (found !== null) return found.basis;
    before.push({ ...tonight, value, spread });
  }
  return null;
}

t.test('fresh seeds confirm no change where there is none, in pairs and alone', async (t) => {
  const metric = { scale: 'real', kind: 'quality', minEffect: 1e-6 } as const;
  for (const within of ['bit-stable', 0.3, 1] as const) {
    const noise = normalNoise(17);
    let [found, paired, alone] = [0, 0, 0];
    for (let i = 0; i < 3000 && found < 150; i += 1) {
      const basis = suspicion(noise, within);
      if (basis === null) continue;
      found += 1;
      const own = within === 'bit-stable' ? 1 : within;
      const base = within === 'bit-stable' ? () => 0 : noise;
      const pairs: Pair[] = drawn(12, base).map((seed) => ({ good: seed + own * noise(), bad: seed + own * noise() }));
      if (decidePairs(pairs, metric, basis).decision === 'confirmed') paired += 1;
      const runs = pairs.map(({ bad }) => ({ good: undefined, bad }));
      if (decidePairs(runs, metric, basis).decision === 'confirmed') alone += 1;
    }
    t.ok(found >= 20, `${within}: ${found} suspicions`);
    t.same([paired, alone], [0, 0], `${within}: ${paired} of ${found} in pairs, ${alone} alone`);
  }
});
