import fc from 'fast-check';
import t from 'tap';
import type { Pair } from '../../../services/core/judge/arms.ts';
import {
  alone,
  departures,
  differences,
  evidenceOf,
  evidenceShare,
  runDeviation,
} from '../../../services/core/judge/evidence.ts';
import { failureEvidence } from '../../../services/core/judge/failure-evidence.ts';
import { shiftOf } from '../../../services/core/judge/suspicion/suspicion.ts';
import {
  BAND_ALPHA,
  EVIDENCE_CONFIRM,
  EVIDENCE_REACH,
  FAILURE_WEIGHT,
  SHIFTS,
  SHORT_BAND_SHARE,
} from '../../../services/core/judge/thresholds.ts';
import type { Basis } from '../../../services/core/model/incident.ts';
import { NOISES } from '../../../services/core/simulate/noise.ts';
import { randomStream } from '../../../services/core/simulate/random.ts';
import { watchSeries } from '../../../services/core/simulate/series.ts';
import { NO_SAMPLE, sampleOf } from '../../../services/core/statistics/sample.ts';
import { shiftEvidence } from '../../../services/core/statistics/shift-evidence.ts';
import { studentQuantile } from '../../../services/core/statistics/student-t.ts';
import { aBasis } from '../../support/builders.ts';
import { normalNoise, uniform } from '../../support/judging.ts';
import { drawn, nightsOf } from '../../support/nights.ts';

const metric = { scale: 'real', kind: 'speed', minEffect: 0.5 } as const;
const speed = { scale: 'positive', kind: 'speed', minEffect: 0.03 } as const;
/** So small an effect that the list of shifts is what is looked for. */
const any = { scale: 'real', kind: 'quality', minEffect: 1e-6 } as const;

/** A level of `count` runs of one deviation; nothing suspicious yet. */
function level(centre: number, deviation: number, count = 8): Basis {
  return aBasis({ centre, baseline: { count, mean: 0, squares: (count - 1) * deviation ** 2 } });
}
const known = level(100, 1);
const reruns = (values: readonly number[]): Pair[] => values.map((bad) => ({ good: undefined, bad }));

/** The part of the evidence that is about numbers. */
function numbers(pairs: readonly Pair[], basis: Basis | null): number {
  const failure = FAILURE_WEIGHT * Math.exp(failureEvidence(pairs));
  return (evidenceOf(pairs, any, basis).ratio - failure) / (1 - FAILURE_WEIGHT);
}

t.test('what the pairs hold', async (t) => {
  const pairs = [
    { good: 100, bad: 50 },
    { good: null, bad: 1 },
    { good: 1, bad: null },
  ];
  t.same(differences(pairs, 'real'), [-50]);
  t.ok(Math.abs((differences(pairs, 'positive')[0] as number) - Math.log(0.5)) < 1e-12);
  t.same(
    departures(
      [
        { good: undefined, bad: 98 },
        { good: undefined, bad: null },
      ],
      'real',
      known,
    ),
    [-2],
  );
  t.equal(alone(pairs), false);
  t.equal(alone([{ good: undefined, bad: 1 }]), true);
  t.equal(runDeviation(level(0, 3, 5)), 3);
  t.equal(runDeviation(aBasis({ baseline: { count: 1, mean: 0, squares: 0 } })), 0, 'one run has no spread');
});

const side = fc.double({ min: 90, max: 110, noNaN: true });
const somePairs = fc.array(fc.record({ good: side, bad: side }), { minLength: 1, maxLength: 8 });
const someRuns = fc.array(side, { minLength: 1, maxLength: 8 });
const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * (Math.abs(a) + Math.abs(b));
const mapped = (pairs: readonly Pair[], f: (value: number) => number): Pair[] =>
  pairs.map(({ good, bad }) => ({ good: good === undefined ? good : f(good as number), bad: f(bad as number) }));

t.test('translation, scale, mirror and the order of pairs change no evidence', async () => {
  fc.assert(
    fc.property(somePairs, fc.integer({ min: -50, max: 50 }), (pairs, shift) => {
      const { ratio: plain } = evidenceOf(pairs, metric, known);
      return [mapped(pairs, (value) => value + shift), mapped(pairs, (value) => -value), [...pairs].reverse()].every(
        (other) => close(evidenceOf(other, metric, known).ratio, plain),
      );
    }),
  );
  fc.assert(
    fc.property(somePairs, fc.double({ min: 0.1, max: 10, noNaN: true }), (pairs, factor) => {
      const larger = { ...metric, minEffect: metric.minEffect * factor };
      const scaled = evidenceOf(
        mapped(pairs, (value) => value * factor),
        larger,
        level(100, factor),
      );
      return close(scaled.ratio, evidenceOf(pairs, metric, known).ratio);
    }),
  );
  fc.assert(
    fc.property(somePairs, fc.double({ min: 0.01, max: 100, noNaN: true }), (pairs, factor) => {
      const small = level(Math.log(100), 0.02);
      const scaled = evidenceOf(
        mapped(pairs, (value) => value * factor),
        speed,
        small,
      );
      return close(scaled.ratio, evidenceOf(pairs, speed, small).ratio);
    }),
  );
});

t.test('so they do for re-runs, with the suspicious nights moved and mirrored alike', async () => {
  const recent = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 5 });
  fc.assert(
    fc.property(
      someRuns,
      recent,
      fc.constantFrom(-3, -1, 0.25, 2),
      fc.integer({ min: -9, max: 9 }),
      (runs, nights, a, b) => {
        const plain = { ...known, recent: sampleOf(nights) };
        const baseline = { ...known.baseline, squares: known.baseline.squares * a * a };
        const moved = { ...plain, centre: 100 * a + b, baseline, recent: sampleOf(nights.map((value) => a * value)) };
        const { ratio } = evidenceOf(reruns(runs), metric, plain);
        const larger = { ...metric, minEffect: metric.minEffect * Math.abs(a) };
        return (
          close(evidenceOf(reruns(runs.map((value) => a * value + b)), larger, moved).ratio, ratio) &&
          close(evidenceOf(reruns([...runs].reverse()), metric, plain).ratio, ratio)
        );
      },
    ),
  );
});

t.test('by hand: one pair, and one re-run, without anything suspicious before', async (t) => {
  const mean = (sums: Parameters<typeof shiftEvidence>[0], scale: number): number =>
    SHIFTS.flatMap((shift) => [shift, -shift]).reduce(
      (total, shift) => total + Math.exp(shiftEvidence(sums, shift * scale)) / (2 * SHIFTS.length),
      0,
    );
  // The level counts like 5 degrees of freedom of a difference, 2σ² each.
  const pair = mean({ freedom: 6, squares: 10 + 9, sum: 3, weight: 1 }, Math.SQRT1_2);
  t.ok(close(numbers([{ good: 100, bad: 103 }], known), pair));
  const weight = 8 / 9;
  const run = mean({ freedom: 8, squares: 7 + weight * 4, sum: weight * 2, weight }, 1);
  t.ok(close(numbers(reruns([102]), known), run));
});

/** Mean of Λ over draws from `sample`, which gives a ratio and how often it would have been drawn in truth. */
function meanOf(count: number, sample: () => readonly [number, number]): { mean: number; error: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const [ratio, weight] = sample();
    sum += ratio * weight;
    squares += (ratio * weight) ** 2;
  }
  const mean = sum / count;
  return { mean, error: Math.sqrt((squares / count - mean * mean) / count) };
}

/** Draws from noise that is moved in every second case, and its weight as unmoved noise: rare large ratios come up. */
function defensive(noise: () => number, next: () => number, count: number, move: number): [number[], number] {
  const moved = next() < 0.5 ? move : 0;
  const values = drawn(count, () => noise() + moved);
  const log = values.reduce((sum, value) => sum + move * value - (move * move) / 2, 0);
  return [values, 2 / (1 + Math.exp(log))];
}

t.test('in pairs its mean is 1 when nothing changed, and at most 1 where the level is known better', async (t) => {
  const [noise, next] = [normalNoise(3), uniform(3)];
  const mean = (runs: number, pairs: number) =>
    meanOf(3_000, () => {
      const basis = aBasis({ baseline: { ...sampleOf(drawn(runs, noise)), mean: 0 } });
      const [bad, weight] = defensive(noise, next, pairs, -2);
      const tried = bad.map((value) => ({ good: noise(), bad: value }));
      return [numbers(tried, basis), weight];
    });
  for (const pairs of [1, 3]) {
    const few = mean(4, pairs);
    t.ok(Math.abs(few.mean - 1) < 4 * few.error, `${pairs} pairs, level from 4 runs: ${few.mean} ± ${few.error}`);
    const many = mean(40, pairs);
    t.ok(many.mean < 1 + 3 * many.error, `${pairs} pairs, level from 40 runs: ${many.mean} ± ${many.error}`);
  }
});

t.test('a suspicion that a short band was narrow enough to raise is not counted again in pairs', async (t) => {
  // A point leaves a band of few runs mostly where their spread came out too small; the pairs must not believe it. Drawn
  // in, so that a wild night hides no change, the night tells less of that: what is left is taken off as a whole. Without
  // the night the mean would be 5 to 11 for the short bands.
  const [noise, next] = [normalNoise(8), uniform(8)];
  for (const runs of [3, 5, 8, 20]) {
    const reach = studentQuantile(1 - BAND_ALPHA / 2, runs - 1) * Math.sqrt(1 + 1 / runs);
    const { mean, error } = meanOf(600, () => {
      let [baseline, point] = [NO_SAMPLE, 0];
      do [baseline, point] = [sampleOf(drawn(runs, noise)), noise()];
      while (Math.abs(point - baseline.mean) < reach * Math.sqrt(baseline.squares / (runs - 1)));
      const recent = { count: 1, mean: point - baseline.mean, squares: 0 };
      const basis = aBasis({ rule: 'band', baseline: { ...baseline, mean: 0 }, recent });
      const [bad, weight] = defensive(noise, next, 1, 1.5 * Math.sign(recent.mean));
      const tried = bad.map((value) => ({ good: noise(), bad: value }));
      return [numbers(tried, basis), weight];
    });
    t.ok(mean < 1 + 4 * error, `band of ${runs}: ${mean} ± ${error}`);
  }
});

t.test('that share is taken off pairs after a point outside a band of few runs, and off nothing else', async (t) => {
  const pairs = [{ good: 1, bad: 2 }];
  const left = (change: Partial<Basis> = {}, count = 19) =>
    aBasis({ rule: 'band', ...change, baseline: { count, mean: 0, squares: count - 1 } });
  const recent = { count: 1, mean: -5, squares: 0 };
  t.equal(evidenceShare(pairs, left({ recent })), SHORT_BAND_SHARE);
  t.equal(evidenceShare(pairs, left({ recent }, 20)), 1, 'twenty runs tell the spread');
  t.equal(evidenceShare(pairs, left()), 1, 'no night left it');
  t.equal(evidenceShare(pairs, left({ recent, rule: 'shift' })), 1);
  t.equal(evidenceShare(reruns([1]), left({ recent })), 1, 're-runs alone');
  t.equal(evidenceShare(pairs, null), 1);
});

t.test('in re-runs its mean is about 1 at most, given that the nights were suspicious', async (t) => {
  // Drawing in makes it smaller with long histories, and up to a tenth larger with the shortest: it narrows the spread
  // that the suspicious nights show. The first run alone decides nothing.
  const [noise, next] = [normalNoise(5), uniform(5)];
  for (const [history, runs] of [
    [20, 1],
    [20, 3],
    [60, 1],
    [60, 3],
  ] as const) {
    const { mean, error } = meanOf(800, () => {
      let found = null;
      while (found === null) found = shiftOf(nightsOf(drawn(history + 1, noise)), 1e-9);
      const [fresh, weight] = defensive(noise, next, runs, found.basis.recent.mean);
      return [numbers(reruns(fresh), found.basis), weight];
    });
    t.ok(mean - 3 * error < 1.1 && mean > 0.5, `${runs} runs after ${history} nights: ${mean} ± ${error}`);
  }
});

t.test(
  'what it has become when a suspicion ends has a mean of at most 1, with heavy tails and spikes too',
  async (t) => {
    for (const name of ['normal', 'heavy', 'spikes'] as const) {
      const evidence = drawn(40, () => 0).flatMap((_, i) => {
        const settings = { noise: NOISES[name] as never, history: 40, nights: 60, shift: 0, drift: 0, maxPairs: 12 };
        return watchSeries(settings, randomStream(4, i)).evidence;
      });
      const { count, mean, squares } = sampleOf(evidence);
      const error = Math.sqrt(squares) / count;
      t.ok(count > 30 && mean < 1 + 3 * error, `${name}: ${mean} ± ${error} over ${count} suspicions`);
    }
  },
);

t.test(
  'a suspicion is not counted again: fresh runs on the old level end it, on the new one they confirm it',
  async (t) => {
    const basis = aBasis({ centre: 100, recent: { count: 1, mean: -3, squares: 0 } });
    t.ok(numbers(reruns([]), basis) === 1 && numbers(reruns([100, 100.5]), basis) < 0.2);
    t.ok(numbers(reruns([97, 96.5, 97.5, 97, 97]), basis) > EVIDENCE_CONFIRM);
    const turned = numbers(reruns([103, 103.5, 102.5, 103, 103]), basis);
    t.ok(turned < numbers(reruns([97, 96.5, 97.5, 97, 97]), basis) / 10, 'the other way they say less');
  },
);

t.test('one wild run among calm ones never confirms, however wild', async () => {
  const calm = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 11 });
  const wild = fc.constantFrom(3, 5, 50, 1e6, 1e12, -3, -50, -1e12);
  const basis = aBasis({ centre: 0, recent: { count: 1, mean: -EVIDENCE_REACH, squares: 0 } });
  fc.assert(
    fc.property(calm, wild, fc.nat(11), (runs, one, at) => {
      const values = runs.with(at % runs.length, one);
      const paired = values.map((bad) => ({ good: 0, bad }));
      return numbers(reruns(values), basis) < EVIDENCE_CONFIRM && numbers(paired, basis) < EVIDENCE_CONFIRM;
    }),
    { numRuns: 500 },
  );
});

t.test('a re-run on the old level never speaks for a change', async () => {
  const basis = aBasis({ centre: 0, recent: { count: 2, mean: -2.4, squares: 0.1 } });
  fc.assert(
    fc.property(fc.array(fc.double({ min: -6, max: 1, noNaN: true }), { minLength: 1, maxLength: 11 }), (runs) => {
      return numbers(reruns([...runs, 0]), basis) <= numbers(reruns(runs), basis) * (1 + 1e-9);
    }),
  );
});

t.test('finite for any finite numbers, and the same every time', async () => {
  const value = fc.oneof(side, fc.double({ min: -1e100, max: 1e100, noNaN: true }), fc.constantFrom(0, 1e9 + 1e-3));
  const some = fc.array(fc.record({ good: fc.option(value), bad: fc.option(value) }), { minLength: 1, maxLength: 8 });
  const spread = fc.constantFrom(0, 1e-300, 1e-9, 1, 1e6);
  fc.assert(
    fc.property(some, spread, fc.boolean(), (pairs, deviation, single) => {
      const given = single ? reruns(pairs.map(({ bad }) => bad as number)) : pairs;
      const basis = { ...level(100, deviation, 20), recent: sampleOf([3 * deviation, 2 * deviation]) };
      const { ratio } = evidenceOf(given, metric, basis);
      return Number.isFinite(ratio) && ratio >= 0 && ratio === evidenceOf(given, metric, basis).ratio;
    }),
    { numRuns: 500 },
  );
});

t.test('tiny noise on a huge level says what noise of one says', async (t) => {
  const runs = [-3.1, -2.4, -3.6];
  const basis = aBasis({ recent: { count: 1, mean: -3, squares: 0 } });
  const tiny = {
    ...basis,
    centre: 1e9,
    baseline: { ...basis.baseline, squares: basis.baseline.squares * 1e-6 },
    recent: { count: 1, mean: -3e-3, squares: 0 },
  };
  const [one, other] = [numbers(reruns(runs), basis), numbers(reruns(runs.map((value) => 1e9 + 1e-3 * value)), tiny)];
  t.ok(Math.abs(one / other - 1) < 1e-2, `${one} and ${other}`);
});

t.test('a side that fails where the other does not is evidence by itself; both failing is not', async (t) => {
  const times = (count: number, pair: Pair) => Array.from({ length: count }, () => pair);
  const broken = evidenceOf(times(4, { good: 1, bad: null }), metric, known);
  t.ok(broken.ratio > 1000 && broken.byFailure);
  const host = evidenceOf(times(4, { good: null, bad: null }), metric, known);
  t.ok(host.ratio < 1 && !host.byFailure);
  t.ok(evidenceOf(times(4, { good: null, bad: 1 }), metric, known).ratio < 1);
  t.ok(evidenceOf(times(3, { good: undefined, bad: null }), metric, known).ratio > 1000, 'alone');
  t.ok(evidenceOf(times(3, { good: undefined, bad: null }), metric, null).ratio > 1000, 'alone without a level');
});

t.test('without a level before the pairs’ own spread is all there is, and re-runs say nothing', async (t) => {
  const none = evidenceOf([{ good: 1, bad: 2 }], metric, null);
  t.ok(none.ratio < 1, 'a single pair has no spread');
  const clear = [100, 101, 99, 100.5, 100, 100, 99, 101].map((bad, at) => ({ good: 10 + (at % 2), bad }));
  t.ok(evidenceOf(clear, metric, null).ratio > 1000);
  t.equal(numbers(reruns([1, 2, 3]), null), 1);
});
