import fc from 'fast-check';
import t from 'tap';
import { shiftEvidence } from '../../../services/core/statistics/shift-evidence.ts';
import { normalNoise, reference, worst } from '../../support/judging.ts';

t.test('agrees with the reference table', async (t) => {
  const f = (freedom: number, squares: number, sum: number, weight: number, shift: number) =>
    shiftEvidence({ freedom, squares, sum, weight }, shift);
  t.ok(worst(reference.shiftEvidence, f as (...values: number[]) => number) < 1e-9);
});

t.test('with a spread that is known it is the likelihood ratio of two normal means', async (t) => {
  const sums = { freedom: 1e7, squares: 1e7, sum: 4.2, weight: 5 };
  t.ok(Math.abs(shiftEvidence(sums, 1.5) - (1.5 * 4.2 - (5 * 1.5 * 1.5) / 2)) < 1e-4);
});

t.test('scale changes nothing; mirror turns the shift', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 40 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 0.001, max: 1000, noNaN: true }),
      fc.double({ min: 0.5, max: 4, noNaN: true }),
      (freedom, share, unit, shift) => {
        const sum = share * Math.sqrt(freedom);
        const plain = shiftEvidence({ freedom, squares: 1, sum, weight: 3 }, shift);
        const scaled = shiftEvidence({ freedom, squares: unit * unit, sum: sum * unit, weight: 3 }, shift);
        const mirrored = shiftEvidence({ freedom, squares: 1, sum: -sum, weight: 3 }, -shift);
        return (
          Math.abs(plain - scaled) < 1e-8 * (1 + Math.abs(plain)) &&
          Math.abs(plain - mirrored) < 1e-8 * (1 + Math.abs(plain))
        );
      },
    ),
  );
});

t.test('no differences at all speak against a shift, by the same amount as a mean of zero', async (t) => {
  t.equal(shiftEvidence({ freedom: 3, squares: 0, sum: 0, weight: 3 }, 2), -6);
  t.equal(shiftEvidence({ freedom: 9, squares: 5, sum: 0, weight: 3 }, 2), -6);
});

t.test('its mean is 1 when nothing shifted, however few runs the spread is known from', async (t) => {
  // Shift 1 keeps the ratio's own variance small, so that the mean of 40,000 is known to about 1 %.
  const noise = normalNoise(7);
  for (const prior of [0, 2, 7]) {
    let total = 0;
    const repeats = 40_000;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      let squares = 0;
      let sum = 0;
      for (let at = 0; at < prior; at += 1) squares += noise() ** 2;
      for (let at = 0; at < 3; at += 1) {
        const value = noise();
        squares += value * value;
        sum += value;
      }
      total += Math.exp(shiftEvidence({ freedom: prior + 3, squares, sum, weight: 3 }, 1));
    }
    t.ok(Math.abs(total / repeats - 1) < 0.06, `prior ${prior}: ${total / repeats}`);
  }
});

t.test('the further the fresh runs went the way of the shift, the more evidence', async () => {
  const sums = fc.record({
    freedom: fc.integer({ min: 3, max: 60 }),
    share: fc.double({ min: -0.95, max: 0.9, noNaN: true }),
    more: fc.double({ min: 0.01, max: 0.05, noNaN: true }),
    shift: fc.double({ min: 0.5, max: 4, noNaN: true }),
  });
  fc.assert(
    fc.property(sums, ({ freedom, share, more, shift }) => {
      const at = (part: number) => shiftEvidence({ freedom, squares: 1, sum: part * Math.sqrt(3), weight: 3 }, shift);
      return at(share + more) > at(share);
    }),
  );
});
