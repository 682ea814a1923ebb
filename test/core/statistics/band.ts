import fc from 'fast-check';
import t from 'tap';
import type { BandMetric } from '../../../services/core/statistics/band.ts';
import {
  bandAtPoint,
  declaredBand,
  deviationFloor,
  predictionBand,
  sharesNight,
} from '../../../services/core/statistics/band.ts';
import { normalNoise } from '../../support/judging.ts';
import { near as agree, exactList, shuffled } from '../../support/properties.ts';

const real: BandMetric = { scale: 'real', kind: 'quality' };
const speed: BandMetric = { scale: 'positive', kind: 'speed' };
const rate: BandMetric = { scale: 'rate', kind: 'quality', testSize: 400 };

t.test('half a band in standard deviations of single runs, for a point of one run', async (t) => {
  // Published k-factors of a two-sided 99.8 % t-prediction interval.
  for (const [runs, factor] of [
    [3, 25.8],
    [5, 7.9],
    [8, 5.1],
    [10, 4.5],
    [15, 3.9],
    [20, 3.7],
    [30, 3.45],
    [60, 3.26],
  ] as const) {
    const { low, high } = bandAtPoint({ kind: 'learned', centre: 0, deviation: 1, runs }, real, 1);
    t.ok(Math.abs(high - factor) < 0.06, `${runs} runs: ${high}`);
    t.equal(low, -high);
  }
});

t.test('averaging fresh seeds narrows quality, and not what the host of one night shares', async (t) => {
  const known = { kind: 'calibrated', centre: 100, deviation: 2, runs: 10 } as const;
  const half = (metric: BandMetric, seeds: number) => bandAtPoint(known, metric, seeds).high - 100;
  t.ok(Math.abs(half(real, 4) / half(real, 1) - Math.sqrt((1 / 4 + 1 / 10) / (1 + 1 / 10))) < 1e-12);
  t.equal(half({ scale: 'real', kind: 'cost' }, 4), half(real, 1));
  t.match(bandAtPoint(known, { scale: 'real', kind: 'speed' }, 3).reason, /share the host's state/);
  t.match(
    bandAtPoint(known, real, 3).reason,
    /calibrated from 10 runs on this platform, 99.8 % for the mean of 3 fresh seeds$/,
  );
  t.same([sharesNight(real), sharesNight(speed)], [false, true]);
});

const sample = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 3, maxLength: 20 });
const near = (a: number, b: number) => Math.abs(a - b) <= 1e-7 * (1 + Math.abs(a) + Math.abs(b));

t.test('translation, scale, mirror and permutation of the values do the same to the band', async () => {
  // Eighths keep the printed decimals of the shifted values the same, so that the floor of the spread is too.
  const coarse = sample.map((values) => values.map((value) => Math.round(value) / 8 + 1 / 1024));
  fc.assert(
    fc.property(coarse, fc.integer({ min: -500, max: 500 }), (values, shift) => {
      const band = predictionBand(values, real, 3, 'calibrated');
      const moved = predictionBand(
        values.map((value) => value + shift),
        real,
        3,
        'calibrated',
      );
      const mirrored = predictionBand(
        values.map((value) => -value),
        real,
        3,
        'calibrated',
      );
      const turned = predictionBand([...values].reverse(), real, 3, 'calibrated');
      return (
        near(moved.low, band.low + shift) &&
        near(moved.high, band.high + shift) &&
        near(mirrored.low, -band.high) &&
        near(mirrored.high, -band.low) &&
        near(turned.low, band.low)
      );
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 3, maxLength: 20 }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      (values, factor) => {
        const full = values.map((value) => value * 1.000_000_123);
        const band = predictionBand(full, speed, 1, 'calibrated');
        const scaled = predictionBand(
          full.map((value) => value * factor),
          speed,
          1,
          'calibrated',
        );
        return (
          Math.abs(scaled.low / band.low / factor - 1) < 1e-6 && Math.abs(scaled.high / band.high / factor - 1) < 1e-6
        );
      },
    ),
  );
});

t.test('leaves out about 2 in 1,000 points when nothing is wrong', async (t) => {
  const noise = normalNoise(11);
  const repeats = 40_000;
  let outside = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const band = predictionBand(Array.from({ length: 6 }, noise), real, 3, 'calibrated');
    const point = (noise() + noise() + noise()) / 3;
    if (point < band.low || point > band.high) outside += 1;
  }
  // Binomial with mean 80 and deviation 9.
  t.ok(outside > 45 && outside < 120, `${outside} of ${repeats}`);
});

t.test('a band of another level is as much wider as its quantile', async (t) => {
  const known = { kind: 'calibrated', centre: 0, deviation: 1, runs: 10 } as const;
  const wide = bandAtPoint(known, real, 1).high;
  const narrow = bandAtPoint(known, real, 1, 0.05);
  // Student's t with 9 degrees of freedom: 2.262157 at 0.975, 4.296806 at 0.999.
  t.ok(Math.abs(wide / narrow.high - 4.296806 / 2.262157) < 1e-6);
  t.match(narrow.reason, /, 95 % for one run$/);
  t.equal(
    predictionBand([1, 2, 4], real, 1, 'calibrated', 0.05).high < predictionBand([1, 2, 4], real, 1, 'calibrated').high,
    true,
  );
});

t.test('a spread that was lost in printing or lies below the metric’s own noise is not believed', async (t) => {
  const equal = predictionBand([0.95, 0.95, 0.95], { scale: 'rate', kind: 'quality' }, 1, 'declared');
  t.ok(Math.abs(equal.deviation - 0.01 / Math.sqrt(12)) < 1e-12);
  t.equal(predictionBand([1000, 1000.1, 1000], speed, 1, 'calibrated').deviation, 0.003);
  t.match(predictionBand([1000, 1000.1, 1000], speed, 1, 'calibrated').reason, /held at its floor; fewer than 8 runs/);
  t.ok(Math.abs(predictionBand([2, 2, 2], speed, 1, 'calibrated').deviation - 1 / Math.sqrt(12) / 2) < 1e-12);
  const p = (0.9 * 400 + 1) / 402;
  t.ok(Math.abs(deviationFloor(rate, 0.9) - 0.4 * Math.sqrt((p * (1 - p)) / 400)) < 1e-12);
  t.ok(deviationFloor(rate, 1) > 0, 'a perfect score is not known to be noiseless');
  t.equal(deviationFloor({ scale: 'rate', kind: 'quality' }, 0.9), 0);
  t.equal(deviationFloor(real, 5), 0);
  t.ok(Math.abs(deviationFloor({ scale: 'count', kind: 'quality' }, 12) - Math.sqrt(1 / 12)) < 1e-12);
});

t.test('a band stays inside what its scale can hold', async (t) => {
  const high = predictionBand([0.99, 1, 0.98], rate, 1, 'declared');
  t.equal(high.high, 1);
  t.ok(high.low < 0.98);
  t.equal(predictionBand([0.01, 0, 0.02], rate, 1, 'declared').low, 0);
  t.equal(predictionBand([1, 3, 5], { scale: 'count', kind: 'quality' }, 1, 'declared').low, 0);
  t.ok(predictionBand([1, 3, 500], speed, 1, 'calibrated').low > 0);
});

t.test('a declared band says the same as the runs it was declared from', async (t) => {
  const values = [0.951, 0.948, 0.953, 0.949, 0.95, 0.947, 0.952, 0.95, 0.946, 0.954];
  const measured = predictionBand(values, { scale: 'rate', kind: 'quality' }, 3, 'declared');
  const declared = declaredBand(
    { kind: 'declared', centre: 0.95, deviation: measured.deviation, seeds: 10, derivation: 'bands.json' },
    { scale: 'rate', kind: 'quality' },
    3,
  );
  t.ok(Math.abs(declared.low - measured.low) < 1e-12 && Math.abs(declared.high - measured.high) < 1e-12);
  t.match(declared.reason, /^declared by the author from 10 seeds/);
  const manifest = { kind: 'reference', centre: 40, deviation: 2, seeds: 20, derivation: 'paper' } as const;
  t.equal(declaredBand(manifest, speed, 1).deviation, 0.05, 'relative on logarithms');
  t.equal(
    declaredBand({ ...manifest, deviation: 0 }, real, 1).deviation,
    1 / Math.sqrt(12),
    'no declared spread: rounding',
  );
  t.match(declaredBand(manifest, real, 1).reason, /^from the reference's 20 seeds, 99.8 % for one run$/);
  t.match(bandAtPoint({ ...manifest, kind: 'learned', runs: 9 }, real, 1).reason, /^learned from 9 accepted runs/);
});

t.test('refuses what cannot make a band', async (t) => {
  t.throws(() => predictionBand([1, 2], real, 1, 'calibrated'), {
    code: 'INPUT_INVALID',
    message: /at least 3 runs, got 2/,
  });
  t.throws(() => predictionBand([1, 0, 2], speed, 1, 'calibrated'), {
    code: 'INPUT_INVALID',
    message: /^0 is no value/,
  });
  const manifest = { kind: 'reference', centre: 1.2, deviation: 0, seeds: 1, derivation: 'paper' } as const;
  t.throws(() => declaredBand(manifest, real, 1), { code: 'INPUT_INVALID', message: /reference band .* got 1/ });
  t.throws(() => declaredBand({ ...manifest, seeds: 5 }, rate, 1), {
    code: 'INPUT_INVALID',
    message: /1.2 is no value/,
  });
  t.throws(() => predictionBand([1, 2, 3], real, 0, 'calibrated'), { code: 'INPUT_INVALID', message: /got 0/ });
});

t.test('the order of the runs says nothing; a unit of half or twice the size scales the band', async () => {
  // 64ths plus a 1024th print the same number of decimals before and after, so the floor of rounding scales along.
  const spread = exactList(3, 20).filter((values) => Math.max(...values) - Math.min(...values) > 1);
  fc.assert(
    fc.property(
      shuffled(spread),
      fc.constantFrom(2, 4, 16),
      fc.integer({ min: 1, max: 5 }),
      ([values, turned], a, k) => {
        const band = predictionBand(values, real, k, 'learned');
        const other = predictionBand(turned, real, k, 'learned');
        const scaled = predictionBand(
          values.map((value) => value * a),
          real,
          k,
          'learned',
        );
        return (
          agree(other.low, band.low) &&
          agree(other.high, band.high) &&
          agree(scaled.low, a * band.low) &&
          agree(scaled.high, a * band.high) &&
          agree(scaled.deviation, a * band.deviation)
        );
      },
    ),
  );
});

t.test('on logarithms 1/x is the mirror: its band is the band turned over', async () => {
  const value = fc.integer({ min: 100, max: 9999 }).map((part) => part / 128);
  fc.assert(
    fc.property(fc.array(value, { minLength: 3, maxLength: 20 }), (values) => {
      const band = predictionBand(values, speed, 1, 'calibrated');
      const turned = predictionBand(
        values.map((one) => 1 / one),
        speed,
        1,
        'calibrated',
      );
      // Where the deviation is held at the step of the printed decimals, which 1/x does not keep, nothing is claimed.
      if (!agree(band.deviation, turned.deviation)) return Math.max(...values) / Math.min(...values) < 1.1;
      return agree(turned.low * band.high, 1) && agree(turned.high * band.low, 1);
    }),
  );
});

t.test('a declared band moves, scales and mirrors with its numbers, and more seeds never widen it', async () => {
  const declared = (centre: number, deviation: number, seeds: number) =>
    declaredBand({ kind: 'declared', centre, deviation, seeds, derivation: 'bands.json' }, real, 3);
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }),
      fc.integer({ min: 64, max: 6400 }).map((part) => part / 64),
      fc.integer({ min: 3, max: 60 }),
      fc.integer({ min: -500, max: 500 }),
      (centre, deviation, seeds, shift) => {
        const band = declared(centre, deviation, seeds);
        const away = declared(centre + shift, deviation, seeds);
        const mirrored = declared(-centre, deviation, seeds);
        const known = declared(centre, deviation, seeds + 1);
        return (
          agree(away.low, band.low + shift) &&
          agree(away.high, band.high + shift) &&
          agree(mirrored.low, -band.high) &&
          known.high < band.high &&
          agree(declared(2 * centre, 2 * deviation, seeds).high, 2 * band.high)
        );
      },
    ),
  );
});
