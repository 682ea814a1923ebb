import fc from 'fast-check';
import t from 'tap';
import type { Pair } from '../../../services/core/judge/arms.ts';
import { alone, departures, differences, evidenceOf } from '../../../services/core/judge/evidence.ts';
import { predictionBand } from '../../../services/core/statistics/band.ts';
import { aBand } from '../../support/builders.ts';
import { normalNoise } from '../../support/judging.ts';

const metric = { scale: 'real', kind: 'speed', minEffect: 0.5 } as const;
const speed = { scale: 'positive', kind: 'speed', minEffect: 0.03 } as const;
const band = aBand({ centre: 100, deviation: 1, runs: 8 });

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
      band,
    ),
    [-2],
  );
  t.equal(alone(pairs), false);
  t.equal(alone([{ good: undefined, bad: 1 }]), true);
});

const side = fc.double({ min: 90, max: 110, noNaN: true });
const somePairs = fc.array(fc.record({ good: side, bad: side }), { minLength: 1, maxLength: 8 });
const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * (Math.abs(a) + Math.abs(b));

t.test('translation, scale, mirror and the order of pairs change no evidence', async () => {
  const ratio = (pairs: readonly Pair[], deviation = 1) =>
    evidenceOf(pairs, metric, aBand({ ...band, deviation })).ratio;
  const mapped = (pairs: readonly Pair[], f: (value: number) => number) =>
    pairs.map(({ good, bad }) => ({ good: f(good as number), bad: f(bad as number) }));
  fc.assert(
    fc.property(somePairs, fc.integer({ min: -50, max: 50 }), (pairs, shift) => {
      const plain = ratio(pairs);
      return (
        close(ratio(mapped(pairs, (value) => value + shift)), plain) &&
        close(ratio(mapped(pairs, (value) => -value)), plain) &&
        close(ratio([...pairs].reverse()), plain)
      );
    }),
  );
  fc.assert(
    fc.property(somePairs, fc.double({ min: 0.1, max: 10, noNaN: true }), (pairs, factor) => {
      const scaled = evidenceOf(
        mapped(pairs, (value) => value * factor),
        { ...metric, minEffect: metric.minEffect * factor },
        aBand({ ...band, deviation: factor }),
      );
      return close(scaled.ratio, ratio(pairs));
    }),
  );
  fc.assert(
    fc.property(somePairs, fc.double({ min: 0.01, max: 100, noNaN: true }), (pairs, factor) => {
      const known = aBand({ ...band, deviation: 0.02 });
      const scaled = evidenceOf(
        mapped(pairs, (value) => value * factor),
        speed,
        known,
      );
      return close(scaled.ratio, evidenceOf(pairs, speed, known).ratio);
    }),
  );
});

t.test('its mean is at most 1 when nothing changed, in pairs and in re-runs against a band', async (t) => {
  // Three pairs, spread known from four runs, twenty thousand times: the ratio's own deviation is some tens, because rare
  // large values make up its mean; the bound leaves room for that and none for a plug-in spread (whose mean is above 5).
  const noise = normalNoise(3);
  const repeats = 20_000;
  let paired = 0;
  let single = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const known = {
      ...predictionBand(Array.from({ length: 4 }, noise), { scale: 'real', kind: 'speed' }, 1, 'calibrated'),
      madeAt: '',
    };
    const stored = aBand(known);
    paired += Math.min(
      1e4,
      evidenceOf(
        [0, 1, 2].map(() => ({ good: noise(), bad: noise() })),
        metric,
        stored,
      ).ratio,
    );
    single += Math.min(
      1e4,
      evidenceOf(
        [0, 1, 2].map(() => ({ good: undefined, bad: noise() })),
        metric,
        stored,
      ).ratio,
    );
  }
  t.ok(paired / repeats < 1.5, `pairs ${paired / repeats}`);
  t.ok(single / repeats < 1.5, `re-runs ${single / repeats}`);
});

t.test('a side that fails where the other does not is evidence by itself; both failing is not', async (t) => {
  const times = (count: number, pair: Pair) => Array.from({ length: count }, () => pair);
  const broken = evidenceOf(times(4, { good: 1, bad: null }), metric, band);
  t.ok(broken.ratio > 1000 && broken.byFailure);
  const host = evidenceOf(times(4, { good: null, bad: null }), metric, band);
  t.ok(host.ratio < 1 && !host.byFailure);
  t.ok(evidenceOf(times(4, { good: null, bad: 1 }), metric, band).ratio < 1);
  t.ok(evidenceOf(times(3, { good: undefined, bad: null }), metric, band).ratio > 1000, 'alone');
  t.ok(evidenceOf(times(3, { good: undefined, bad: null }), metric, null).ratio > 1000, 'alone without a band');
});

t.test('without a band the pairs’ own spread is all there is', async (t) => {
  const none = evidenceOf([{ good: 1, bad: 2 }], metric, null);
  t.ok(none.ratio < 1, 'a single pair has no spread');
  const clear = [100, 101, 99, 100.5, 100, 100, 99, 101].map((bad, at) => ({ good: 10 + (at % 2), bad }));
  t.ok(evidenceOf(clear, metric, null).ratio > 1000);
});
