import t from 'tap';
import {
  type ConvergenceMetric,
  convergenceBand,
  convergenceReference,
  hasConvergence,
  runRuleOf,
} from '../../../services/core/judge/convergence-reference.ts';
import { onConvergence, RESNET_CONVERGENCE, TINY_RULE } from '../../support/convergence.ts';

const reference = (change = {}) => convergenceReference({ ...RESNET_CONVERGENCE, ...change });

t.test('a metric with points is judged by them', async (t) => {
  t.equal(hasConvergence(onConvergence()), true);
  t.equal(hasConvergence({ ...onConvergence(), convergence: undefined }), false);
});

t.test("run counts are MLPerf's by name, or the manifest's own", async (t) => {
  t.match(runRuleOf(RESNET_CONVERGENCE), { runs: 5, dropped: 1, notConverging: 1 });
  t.equal(runRuleOf({ ...RESNET_CONVERGENCE, rule: TINY_RULE }), TINY_RULE);
  for (const mlperf of ['chess', undefined]) {
    t.throws(() => runRuleOf({ ...RESNET_CONVERGENCE, mlperf }), {
      code: 'INPUT_INVALID',
      message: new RegExp(`${mlperf ?? '\\(none\\)'}; known: resnet, .*unet3d`),
    });
  }
});

t.test('the reference is taken at the batch size, after pruning', async (t) => {
  t.equal(reference().point.mean, 35);
  t.equal(reference().alpha, 0.05);
  t.equal(reference({ alpha: 0.001 }).alpha, 0.001);
  // 8192 is pruned: it lies above the line from 3264 (35.15 epochs) to 32768 (56), which is at 38.64 there.
  const pruned = reference({ batch: 8192 }).point;
  t.equal(pruned.mean.toFixed(2), (35.1538 + ((56 - 35.1538) * (8192 - 3264)) / (32768 - 3264)).toFixed(2));
  t.equal(pruned.runs, 10, 'twice the runs of a submission between two points');
  t.equal(reference({ batch: 64 }).point.batch, 1632, 'below the least: the least');
  t.throws(() => reference({ batch: 40_000 }), { code: 'INPUT_INVALID', message: /40000 is above 32768/ });
  const thin = [{ batch: 8, runs: [5, 5, 6] }];
  const many = { runs: 5, dropped: 2, notConverging: 0 };
  t.throws(() => reference({ points: thin, rule: many }), { code: 'INPUT_INVALID', message: /drops 4 runs/ });
});

t.test('its band is the range of olympic means, with the spread on the scale of the metric', async (t) => {
  const metric = onConvergence() as ConvergenceMetric;
  const band = convergenceBand(metric, reference(), 5);
  t.equal(band.low.toFixed(4), '33.8023', "MLPerf's least epochs");
  t.equal(band.high.toFixed(4), '36.1977');
  t.match(band, { kind: 'reference', centre: 35, runs: 15 });
  t.equal(
    band.reason,
    "reference convergence at batch 1632, from 15 runs, 5 % left out on each side, MLPerf's run counts for resnet",
  );
  const own = { ...metric, convergence: { ...RESNET_CONVERGENCE, mlperf: undefined, rule: TINY_RULE, batch: 64 } };
  const below = convergenceBand(own, convergenceReference(own.convergence), 3);
  t.match(below.reason, /at batch 1632, the nearest to 64, .* run counts of the manifest$/);
  const positive = convergenceBand({ ...metric, scale: 'positive' }, reference(), 5);
  t.equal(positive.deviation, band.deviation / 35, 'a ratio');
  const wide = { ...RESNET_CONVERGENCE, points: [{ batch: 1632, runs: [1, 2, 300, 2, 1, 2, 200] }] };
  t.equal(convergenceBand(metric, convergenceReference(wide), 5).low, 0, 'nothing converges before it starts');
});
