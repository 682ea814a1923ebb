import fc from 'fast-check';
import t from 'tap';
import { merged, NO_SAMPLE, type Sample, sampleOf } from '../../../services/core/statistics/sample.ts';
import { close } from '../../support/nights.ts';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 30 });
const alike = (one: Sample, other: Sample): boolean =>
  one.count === other.count &&
  close(one.mean, other.mean, 1e-9) &&
  Math.abs(one.squares - other.squares) <= 1e-9 * (1e12 + one.squares);

t.test('known values', async (t) => {
  t.same(sampleOf([1, 2, 3, 4]), { count: 4, mean: 2.5, squares: 5 });
  t.same(sampleOf(Float64Array.of(7)), { count: 1, mean: 7, squares: 0 });
  t.same(sampleOf([]), NO_SAMPLE);
  t.same(sampleOf(Array(17).fill(0.1)), { count: 17, mean: 0.1, squares: 0 }, 'equal numbers have no spread at all');
  t.same(merged({ count: 2, mean: 1, squares: 2 }, { count: 2, mean: 4, squares: 2 }), {
    count: 4,
    mean: 2.5,
    squares: 13,
  });
});

t.test('two samples as one are the sample of both, in any order and grouping', async () => {
  fc.assert(
    fc.property(numbers, numbers, numbers, (a, b, c) => {
      const [one, two, three] = [sampleOf(a), sampleOf(b), sampleOf(c)];
      const all = sampleOf([...a, ...b, ...c]);
      return (
        alike(merged(merged(one, two), three), all) &&
        alike(merged(one, merged(two, three)), all) &&
        alike(merged(three, merged(two, one)), all) &&
        alike(sampleOf([...a, ...b, ...c].reverse()), all)
      );
    }),
  );
});

t.test('nothing adds nothing', async (t) => {
  const some = sampleOf([1, 5]);
  t.equal(merged(some, NO_SAMPLE), some);
  t.equal(merged(NO_SAMPLE, some), some);
  t.equal(merged(NO_SAMPLE, NO_SAMPLE), NO_SAMPLE);
});

t.test('moves with the level and grows with the unit', async () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 64 }), (values, b, a) => {
      const plain = sampleOf(values);
      const moved = sampleOf(values.map((value) => value * a + b));
      const expected = { ...plain, mean: plain.count === 0 ? 0 : plain.mean * a + b, squares: plain.squares * a * a };
      return alike(
        { ...moved, mean: moved.mean / a, squares: moved.squares / (a * a) },
        { ...expected, mean: expected.mean / a, squares: plain.squares },
      );
    }),
  );
});

t.test('a huge offset costs no digits, and a huge spread is not infinite', async (t) => {
  // Sixteenths at 10⁹ are exact in a double; summing squares and taking the mean's off would leave nothing of them.
  const small = [1, 4, 2, 8, 5, 7].map((value) => value / 16);
  const offset = sampleOf(small.map((value) => 1e9 + value));
  t.ok(close(offset.squares, sampleOf(small).squares, 1e-6), `${offset.squares}`);
  const noisy = sampleOf([1, -1, 2, -2, 0].map((value) => 1e9 + value * 1e-3));
  t.ok(close(noisy.squares * 1e6, 10, 1e-3), `${noisy.squares}`);
  t.ok(Number.isFinite(sampleOf([1e150, -1e150, 1e150]).squares));
});
