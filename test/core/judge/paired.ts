import fc from 'fast-check';
import t from 'tap';
import type { Pair } from '../../../services/core/judge/arms.ts';
import { decideAt, decidePairs } from '../../../services/core/judge/paired.ts';
import { EVIDENCE_DISMISS } from '../../../services/core/judge/thresholds.ts';
import type { Basis } from '../../../services/core/model/incident.ts';
import { NO_SAMPLE, type Sample, sampleOf } from '../../../services/core/statistics/sample.ts';
import { aBasis } from '../../support/builders.ts';
import { heavyNoise, normalNoise } from '../../support/judging.ts';
import { drawn } from '../../support/nights.ts';

const PAIRS_MAX = 12;
const metric = { scale: 'real', kind: 'speed', minEffect: 0.01 } as const;
const speed = { scale: 'positive', kind: 'speed', minEffect: 0.05 } as const;
/** A level of `count` runs; on logarithms for `speed`. */
function level(centre: number, deviation: number, count = 8): Basis {
  return aBasis({ rule: 'band', centre, baseline: { count, mean: 0, squares: (count - 1) * deviation ** 2 } });
}
const known = level(Math.log(10_000), 0.01);

function repeated(count: number, pair: Pair): Pair[] {
  return Array.from({ length: count }, () => pair);
}

/** An experiment of all pairs it may have: the first decision in their order is the one that it would have stopped at. */
function experiment(noise: () => number, shift: number, runs: number, spread = 1, recent: Sample = NO_SAMPLE) {
  const before = sampleOf(drawn(runs, noise));
  const basis = aBasis({ rule: 'band', centre: before.mean, baseline: { ...before, mean: 0 }, recent });
  const pairs = drawn(PAIRS_MAX, () => ({ good: spread * noise(), bad: spread * noise() + shift }));
  return decidePairs(pairs, metric, basis);
}

function share(count: number, wanted: string, run: () => { decision: string }): number {
  let found = 0;
  for (let at = 0; at < count; at += 1) if (run().decision === wanted) found += 1;
  return found / count;
}

t.test('stable environments are falsely confirmed in fewer than 1 of 200 experiments', async (t) => {
  // The smallest effect is 1 % of a standard deviation here, so that the evidence alone protects.
  const normal = normalNoise(1);
  const rate = share(20_000, 'confirmed', () => experiment(normal, 0, 8));
  t.ok(rate < 1 / 1000, `normal noise, spread known from 8 runs: ${rate}`);
  const heavy = heavyNoise(2);
  const rateHeavy = share(3_000, 'confirmed', () => experiment(heavy, 0, 5));
  t.ok(rateHeavy < 1 / 200, `heavy tails, spread known from 5 runs: ${rateHeavy}`);
  const rateWider = share(3_000, 'confirmed', () => experiment(normal, 0, 8, 2));
  t.ok(rateWider < 1 / 200, `a host twice as noisy as at calibration: ${rateWider}`);
});

t.test('shifts of 3 and 5 standard deviations are found within 12 pairs', async (t) => {
  const noise = normalNoise(4);
  /** Pairs follow a night that is suspicious; of one night that moved so far, most are. */
  const moved = (shift: number) => experiment(noise, shift, 8, 1, { count: 1, mean: shift + noise(), squares: 0 });
  const three = share(1_000, 'confirmed', () => moved(-3));
  t.ok(three > 0.85, `3 deviations: ${three}`);
  const dismissed = share(1_000, 'dismissed', () => moved(3));
  t.ok(dismissed < 0.01, `and hardly ever dismissed: ${dismissed}`);
  t.ok(share(1_000, 'confirmed', () => moved(5)) > 0.995);
  const wild = { count: 1, mean: 30, squares: 0 };
  const hidden = share(1_000, 'confirmed', () => experiment(noise, 3, 8, 1, wild));
  t.ok(hidden > 0.85, `nor does a wild night hide it: ${hidden}`);
  const asked = share(1_000, 'confirmed', () => experiment(noise, 3, 8));
  t.ok(asked > 0.85, `on a host that is new, where no night told anything: ${asked}`);
});

t.test('a throughput that fell to a third is confirmed by three pairs, with its effect and interval', async (t) => {
  const pairs = [
    { good: 30_000, bad: 10_000 },
    { good: 30_300, bad: 10_050 },
    { good: 29_900, bad: 9_990 },
  ];
  const found = decidePairs(pairs, speed, known);
  t.match(found, { decision: 'confirmed', pairs: 3 });
  t.ok(Math.abs((found.effect as number) + 0.667) < 0.001);
  const [low, high] = found.interval as readonly [number, number];
  t.ok(low < (found.effect as number) && (found.effect as number) < high && high < -0.65);
  t.ok(Math.abs((found.good as number) - 30_066) < 2 && Math.abs((found.bad as number) - 10_013) < 2);
  t.equal(decidePairs(pairs.slice(0, 2), speed, known).decision, 'undecided', 'two pairs are too few for anything');
});

t.test('equal numbers are dismissed by the third pair', async (t) => {
  const found = decidePairs(
    repeated(3, { good: 0.97, bad: 0.97 }),
    { ...metric, scale: 'rate' },
    level(0.97, 0.005, 10),
  );
  t.match(found, { decision: 'dismissed', effect: 0, interval: [0, 0], pairs: 3, good: 0.97, bad: 0.97 });
  t.ok(found.evidence <= EVIDENCE_DISMISS);
});

t.test('an effect that is proven but too small for an alarm is dismissed, or left open', async (t) => {
  const tiny = Array.from({ length: 6 }, (_, at) => ({ good: 10_000 + (at % 3), bad: 9_900 + (at % 2) }));
  const narrow = level(Math.log(10_000), 0.0005);
  t.equal(decidePairs(tiny, speed, narrow).decision, 'dismissed', '1 % where 5 % are worth an alarm');
  const scattered = [1.25, 1, 0.75].map((difference) => ({ good: 10, bad: 10 * Math.exp(difference) }));
  const found = decidePairs(scattered, { ...speed, minEffect: 3.5 }, level(Math.log(10), 1e-6, 60));
  t.equal(found.decision, 'undecided', 'under half of the smallest effect, but it may be more than all of it');
  t.ok(found.evidence > 1000);
});

t.test('the first decision stands whatever other series need', async (t) => {
  const clear = repeated(4, { good: 30_000, bad: 10_000 });
  const after = repeated(20, { good: 30_000, bad: 30_000 });
  t.match(decidePairs([...clear, ...after], speed, known), { decision: 'confirmed', pairs: 24 });
});

t.test('a new side that fails is confirmed; two failing sides and a failing good one are not', async (t) => {
  t.match(decidePairs(repeated(4, { good: 1, bad: null }), speed, known), {
    decision: 'confirmed',
    good: 1,
    bad: null,
    effect: null,
    interval: null,
  });
  t.match(decidePairs(repeated(3, { good: null, bad: null }), speed, known), { decision: 'dismissed', good: null });
  t.match(decidePairs(repeated(3, { good: null, bad: 1 }), speed, known), {
    decision: 'undecided',
    good: null,
    bad: 1,
  });
});

t.test('one environment alone is held against the level before', async (t) => {
  const moved = [8_000, 8_050, 7_990, 8_010].map((bad) => ({ good: undefined, bad }));
  const found = decidePairs(moved, speed, known);
  t.match(found, { decision: 'confirmed', good: null });
  t.ok(Math.abs((found.effect as number) + 0.2) < 0.005);
  const same = [9_990, 10_010, 10_000, 10_000].map((bad) => ({ good: undefined, bad }));
  t.equal(decidePairs(same, speed, known).decision, 'dismissed');
  t.match(
    decidePairs(moved, speed, null),
    { decision: 'undecided', effect: null },
    'no level, nothing to hold it against',
  );
  t.match(decidePairs(moved.slice(0, 1), speed, known), { interval: null, pairs: 1 });
  t.match(decidePairs([], speed, known), { decision: 'undecided', good: null, bad: null, pairs: 0 });
});

t.test(
  'exchanging the sides, or looking from the other direction, mirrors the effect and keeps the decision',
  async () => {
    const side = fc.double({ min: 90, max: 110, noNaN: true });
    const pairsArbitrary = fc.array(fc.record({ good: side, bad: side }), { minLength: 3, maxLength: 10 });
    const basis = level(100, 1);
    fc.assert(
      fc.property(pairsArbitrary, (pairs) => {
        const plain = decidePairs(pairs, { ...metric, minEffect: 0.5 }, basis);
        const turned = decidePairs(
          pairs.map(({ good, bad }) => ({ good: bad, bad: good })),
          { ...metric, minEffect: 0.5 },
          basis,
        );
        return (
          plain.decision === turned.decision && Math.abs((plain.effect as number) + (turned.effect as number)) < 1e-9
        );
      }),
    );
  },
);

t.test('a single wild re-run or pair decides nothing, and neither does a wild one among calm ones', async (t) => {
  const basis = aBasis({ centre: 0, recent: { count: 1, mean: -2.5, squares: 0 } });
  for (const wild of [-5, -50, -1e6]) {
    const runs = [wild, 0.3, -0.4, 0.1].map((bad) => ({ good: undefined, bad }));
    t.equal(decidePairs(runs.slice(0, 1), metric, basis).decision, 'undecided', 'one run is too few');
    t.not(decidePairs(runs, metric, basis).decision, 'confirmed', `${wild}`);
    const pairs = runs.map(({ bad }) => ({ good: 0, bad }));
    t.not(decidePairs(pairs, metric, basis).decision, 'confirmed', `${wild} in a pair`);
  }
});

t.test('what e-BH needs beside other candidates is needed here', async (t) => {
  const pairs = repeated(4, { good: 30_000, bad: 10_000 });
  const { evidence } = decideAt(pairs, speed, known);
  t.equal(decideAt(pairs, speed, known, evidence).decision, 'confirmed');
  t.equal(decideAt(pairs, speed, known, evidence * 1.001).decision, 'undecided');
});

t.test(
  'looking again after more pairs never unmakes a decision; all of them together may say something else',
  async (t) => {
    const side = fc.double({ min: -4, max: 4, noNaN: true });
    const pairs = fc.array(fc.record({ good: side, bad: side }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(pairs, pairs, (first, more) => {
        const { decision, evidence } = decidePairs(first, metric, level(0, 1));
        const later = decidePairs([...first, ...more], metric, level(0, 1));
        return decision === 'undecided' || (later.decision === decision && later.evidence === evidence);
      }),
    );
    const calm = repeated(3, { good: 0, bad: 0 });
    const moved = drawn(9, () => ({ good: 0, bad: 5 }));
    t.equal(decidePairs([...calm, ...moved], metric, level(0, 1)).decision, 'dismissed');
    t.not(decideAt([...calm, ...moved], metric, level(0, 1)).decision, 'dismissed');
  },
);
