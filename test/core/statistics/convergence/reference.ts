import fc from 'fast-check';
import t from 'tap';
import {
  olympicMean,
  prunedReference,
  type ReferencePoint,
  referenceAt,
  referencePoint,
} from '../../../../services/core/statistics/convergence/reference.ts';
import { RUN_RULES, type RunRule } from '../../../../services/core/statistics/convergence/settings.ts';
import { RESNET } from '../../../support/convergence.ts';
import { shuffled } from '../../../support/properties.ts';

const rule = RUN_RULES.get('resnet') as RunRule;
const points = Object.entries(RESNET).map(([batch, runs]) => referencePoint(Number(batch), runs, rule));
const at = (batch: number) => points.find((point) => point.batch === batch) as ReferencePoint;

t.test("olympic means and population deviations are MLPerf's", async (t) => {
  const rows = [1632, 3264, 8192]
    .map(at)
    .map(({ mean, deviation, runs }) => [mean.toFixed(4), deviation.toFixed(4), runs]);
  t.strictSame(rows, [
    ['35.0000', '1.0847', 15],
    ['35.1538', '0.7483', 13],
    ['41.8750', '1.0000', 8],
  ]);
});

t.test('the appendix of the rules says 0.43 for these runs, the code 0.7810: the code is followed', async (t) => {
  const runs = [16, 14, 16, 17, 16, 16, 15, 16, 15, 16];
  t.equal(referencePoint(1, runs, { runs: 5, dropped: 1, notConverging: 1 }).deviation.toFixed(4), '0.7810');
});

t.test('equal runs still leave a tolerance', async (t) => {
  t.equal(referencePoint(256, [6, 6, 6, 6, 6], rule).deviation, 1 / Math.sqrt(12), 'one step of whole epochs');
  const samples = Array.from({ length: 6 }, () => 3_072_000);
  t.equal(referencePoint(256, samples, rule).deviation, 0.003 * 3_072_000, '0.3 %');
  const coarse = [...samples, 3_121_152];
  t.equal(
    referencePoint(256, coarse, rule).deviation.toFixed(1),
    ((49_152 * Math.sqrt(6)) / 7).toFixed(1),
    'their own',
  );
});

t.test('an olympic mean drops the best and the worst', async (t) => {
  t.equal(olympicMean([10, 1, 2, 3, -50], 1), 2);
  t.throws(() => olympicMean([1, 2], 1), { code: 'INPUT_INVALID', message: /got 2/ });
  t.throws(() => olympicMean([1], 1), { code: 'INPUT_INVALID' });
});

t.test('a reference run must have converged', async (t) => {
  t.throws(() => referencePoint(8, [1, Number.NaN, 2], rule), { code: 'INPUT_INVALID', message: /batch 8 .* NaN/ });
  t.throws(() => referencePoint(8, [1, 0, 2], rule), { code: 'INPUT_INVALID' });
});

t.test('between two batch sizes the reference is the straight line, with 2N runs', async (t) => {
  const half = referenceAt((1632 + 3264) / 2, points, rule) as ReferencePoint;
  t.equal(half.mean.toFixed(4), ((35 + 35.153846) / 2).toFixed(4));
  t.equal(half.deviation.toFixed(3), ((1.08465 + 0.74833) / 2).toFixed(3));
  t.equal(half.runs, 10);
  t.strictSame(referenceAt(3264, [...points].reverse(), rule), at(3264), 'a measured one is itself, in any order');
  t.strictSame(referenceAt(64, points, rule), at(1632), 'below the least: the least');
  t.equal(referenceAt(40_000, points, rule), null, 'above the greatest: nothing');
});

t.test('pruning keeps the fastest and what lies on the lower hull', async (t) => {
  t.strictSame(
    prunedReference([...points].reverse()).map(({ batch }) => batch),
    [1632, 3264, 32768],
    '4096, 8192 and 13056 lie above the line from 3264 to 32768 (42.1 epochs at 13056, which needs 45.5)',
  );
  const slowSmall = referencePoint(512, [50, 50, 51, 50, 49], rule);
  t.equal(prunedReference([slowSmall, ...points])[0]?.batch, 1632, 'a smaller batch that needs more is dropped');
  t.strictSame(prunedReference([]), []);
});

const whole = fc.array(fc.integer({ min: 20, max: 90 }), { minLength: 5, maxLength: 20 });

t.test('a point does not depend on the order of its runs, and scales with their unit', async () => {
  fc.assert(
    fc.property(shuffled(whole), fc.constantFrom(2, 64, 4096), ([runs, turned], unit) => {
      const point = referencePoint(8, runs, rule);
      const other = referencePoint(8, turned, rule);
      const scaled = referencePoint(
        8,
        runs.map((run) => run * unit),
        rule,
      );
      // Equal runs are known to the step they are printed with, which a factor does not change.
      const floored = new Set(runs).size === 1;
      return (
        Math.abs(other.mean - point.mean) < 1e-9 &&
        Math.abs(other.deviation - point.deviation) < 1e-9 &&
        Math.abs(scaled.mean / point.mean / unit - 1) < 1e-12 &&
        (floored || Math.abs(scaled.deviation / point.deviation / unit - 1) < 1e-12)
      );
    }),
  );
});

t.test('an olympic mean moves and mirrors with its values and lies between those it keeps', async () => {
  fc.assert(
    fc.property(whole, fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 2 }), (values, by, dropped) => {
      const centre = olympicMean(values, dropped);
      const kept = [...values].sort((a, b) => a - b).slice(dropped, values.length - dropped);
      const moved = values.map((value) => value + by);
      const mirrored = values.map((value) => -value);
      return (
        Math.abs(olympicMean(moved, dropped) - centre - by) < 1e-9 &&
        Math.abs(olympicMean(mirrored, dropped) + centre) < 1e-9 &&
        centre >= (kept[0] as number) - 1e-9 &&
        centre <= (kept.at(-1) as number) + 1e-9
      );
    }),
  );
});

const grid = fc
  .uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 8 })
  .chain((batches) =>
    fc.tuple(
      ...batches.map((batch) =>
        fc.integer({ min: 10, max: 99 }).map((mean) => ({ batch, mean, deviation: 1, runs: 9 })),
      ),
    ),
  );

t.test('between its points the reference lies between them, whatever their order', async () => {
  fc.assert(
    fc.property(
      shuffled(grid as fc.Arbitrary<ReferencePoint[]>),
      fc.integer({ min: 1, max: 64 }),
      ([all, turned], batch) => {
        const found = referenceAt(batch, all, rule);
        const largest = Math.max(...all.map((point) => point.batch));
        if (found === null) return batch > largest;
        const means = all.map(({ mean }) => mean);
        return (
          batch <= largest &&
          found.mean >= Math.min(...means) - 1e-9 &&
          found.mean <= Math.max(...means) + 1e-9 &&
          JSON.stringify(referenceAt(batch, turned, rule)) === JSON.stringify(found)
        );
      },
    ),
  );
});

t.test('pruning keeps a convex rising line that no point lies below, and prunes nothing the second time', async () => {
  fc.assert(
    fc.property(shuffled(grid as fc.Arbitrary<ReferencePoint[]>), ([all, turned]) => {
      const kept = prunedReference(all);
      const slopes = kept.slice(1).map((point, i) => {
        const before = kept[i] as ReferencePoint;
        return (point.mean - before.mean) / (point.batch - before.batch);
      });
      const first = kept[0] as ReferencePoint;
      const below = all.filter(({ batch, mean }) => {
        const line = batch < first.batch ? first : referenceAt(batch, kept, rule);
        return mean < (line as ReferencePoint).mean - 1e-9;
      });
      return (
        slopes.every((slope, i) => slope >= -1e-12 && (i === 0 || slope >= (slopes[i - 1] as number) - 1e-9)) &&
        below.length === 0 &&
        JSON.stringify(prunedReference(kept)) === JSON.stringify(kept) &&
        JSON.stringify(prunedReference(turned)) === JSON.stringify(kept)
      );
    }),
  );
});
