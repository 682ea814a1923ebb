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
