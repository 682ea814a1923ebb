import fc from 'fast-check';
import t from 'tap';
import { convergence, convergenceRange } from '../../../../services/core/statistics/convergence/convergence.ts';
import { type ReferencePoint, referencePoint } from '../../../../services/core/statistics/convergence/reference.ts';
import { RUN_RULES, type RunRule } from '../../../../services/core/statistics/convergence/settings.ts';
import { shuffled } from '../../../support/properties.ts';

const resnet = RUN_RULES.get('resnet') as RunRule;
const unet = RUN_RULES.get('unet3d') as RunRule;
/** Olympic mean, population deviation and runs of training_4.0.0's ResNet points, as the rules' table prints them. */
const GOLDEN = [
  { batch: 1632, mean: 35, deviation: Math.sqrt(340 / 289), runs: 15, low: '33.8023', speedup: '1.0354' },
  { batch: 3264, mean: 457 / 13, deviation: Math.sqrt(126 / 225), runs: 13, low: '34.3096', speedup: '1.0246' },
  { batch: 8192, mean: 41.875, deviation: 1, runs: 8, low: '40.6340', speedup: '1.0305' },
];
const reference: ReferencePoint = { batch: 1632, mean: 35, deviation: 1.0847, runs: 15 };

t.test("least epochs and greatest speed-up are the checker's", async (t) => {
  for (const { low, speedup, ...point } of GOLDEN) {
    const range = convergenceRange(point, resnet.runs, resnet);
    t.equal(range.low.toFixed(4), low, `batch ${point.batch}`);
    t.equal(range.maxSpeedup.toFixed(4), speedup);
    t.equal((range.high - point.mean).toFixed(9), (point.mean - range.low).toFixed(9), 'as far on the slow side');
  }
  const appendix = referencePoint(1, [16, 14, 16, 17, 16, 16, 15, 16, 15, 16], resnet);
  const range = convergenceRange(appendix, resnet.runs, resnet);
  t.equal(range.low.toFixed(4), '14.7807');
  t.equal(range.maxSpeedup.toFixed(4), '1.0656');
});

t.test('too slow is a regression and too fast is suspicious', async (t) => {
  t.equal(convergence([35, 35, 36, 34, 35], reference, resnet).verdict, 'in-band');
  t.equal(convergence([33, 33, 33, 33, 40], reference, resnet).verdict, 'too-fast');
  t.equal(convergence([38, 38, 38, 38, 20], reference, resnet).verdict, 'too-slow');
  t.equal(convergence([36.5, 36.5, 36.5, 36.5, 36.5], reference, resnet, 1e-4).verdict, 'in-band', 'at a lower level');
});

t.test('a run that did not converge ranks slowest, up to the number allowed', async (t) => {
  const one = convergence([35, null, 36, 34, 35], reference, resnet);
  t.match(one, { verdict: 'in-band', notConverged: 1 });
  t.equal(one.mean, (35 + 35 + 36) / 3);
  t.match(convergence([35, null, null, 34, 35], reference, resnet), { verdict: 'not-converged', mean: null });
  const runs = [...Array<number>(36).fill(35), ...Array<null>(4).fill(null)];
  t.equal(convergence(runs, reference, unet).verdict, 'in-band', 'unet3d allows four');
  const lax = { runs: 5, dropped: 1, notConverging: 3 };
  t.equal(convergence([35, null, null, 34, 35], reference, lax).verdict, 'not-converged', 'more than are dropped');
});

t.test('a spread beyond the mean leaves no bound on speed', async (t) => {
  t.equal(
    convergenceRange({ batch: 1, mean: 1, deviation: 5, runs: 8 }, 5, resnet).maxSpeedup,
    Number.POSITIVE_INFINITY,
  );
  t.ok(convergenceRange(reference, 1, resnet).high > 35, 'one run counts as one');
  const all = { runs: 5, dropped: 0, notConverging: 0 };
  t.equal(
    convergenceRange(reference, 5, all).low,
    convergenceRange(reference, 7, resnet).low,
    'none dropped, all count',
  );
});

t.test('another unit scales the range, and a mirrored run changes sides', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 30, max: 40, noNaN: true }), { minLength: 5, maxLength: 5 }),
      fc.constantFrom(0.5, 2, 1024),
      (runs, factor) => {
        const plain = convergence(runs, reference, resnet);
        const scaled = convergence(
          runs.map((run) => run * factor),
          { ...reference, mean: reference.mean * factor, deviation: reference.deviation * factor },
          resnet,
        );
        t.equal(scaled.verdict, plain.verdict);
        const mirrored = convergence(
          runs.map((run) => 70 - run),
          reference,
          resnet,
        );
        const opposite = { 'too-fast': 'too-slow', 'too-slow': 'too-fast' }[plain.verdict as string] ?? 'in-band';
        t.equal(mirrored.verdict, opposite);
      },
    ),
    { seed: 4, numRuns: 50 },
  );
});

const verdictOf = (runs: readonly (number | null)[], point: ReferencePoint = reference) =>
  convergence(runs, point, resnet).verdict;

t.test('the order of the runs says nothing, and a shift of all moves the range along', async () => {
  const run = fc.option(
    fc.integer({ min: 30 * 64, max: 40 * 64 }).map((part) => part / 64),
    { freq: 5 },
  );
  const shift = fc.integer({ min: -20, max: 500 });
  fc.assert(
    fc.property(shuffled(fc.array(run, { minLength: 5, maxLength: 9 })), shift, ([runs, turned], by) => {
      const away = { ...reference, mean: reference.mean + by };
      const range = convergenceRange(reference, runs.length, resnet);
      const further = convergenceRange(away, runs.length, resnet);
      return (
        verdictOf(turned) === verdictOf(runs) &&
        verdictOf(
          runs.map((one) => (one === null ? null : one + by)),
          away,
        ) === verdictOf(runs) &&
        Math.abs(further.low - range.low - by) < 1e-9 &&
        Math.abs(further.high - range.high - by) < 1e-9
      );
    }),
  );
});

t.test('slower runs never make a faster verdict, and a run that does not converge is slower than any', async () => {
  const rank = { 'too-fast': 0, 'in-band': 1, 'too-slow': 2, 'not-converged': 3 };
  const runs = fc.array(fc.double({ min: 30, max: 40, noNaN: true }), { minLength: 5, maxLength: 9 });
  fc.assert(
    fc.property(runs, fc.nat(8), fc.double({ min: 0, max: 10, noNaN: true }), (all, at, by) => {
      const index = at % all.length;
      const later = all.map((one, i) => (i === index ? one + by : one));
      const never = all.map((one, i) => (i === index ? null : one));
      return rank[verdictOf(later)] >= rank[verdictOf(all)] && rank[verdictOf(never)] >= rank[verdictOf(later)];
    }),
  );
});
