import fc from 'fast-check';
import t from 'tap';
import type { ConvergenceMetric } from '../../../services/core/judge/convergence-reference.ts';
import type { ConvergenceRun } from '../../../services/core/judge/convergence-run.ts';
import { convergenceVerdict } from '../../../services/core/judge/convergence-verdict.ts';
import { onConvergence, RESNET_CONVERGENCE } from '../../support/convergence.ts';

const metric = onConvergence() as ConvergenceMetric;
const SOUND = { failed: 0, runs: 60 };
const NEW = { failed: 0, runs: 0 };
const FICKLE = { failed: 30, runs: 90 };
const run = (value: number | null): ConvergenceRun =>
  value === null ? { kind: 'not-converged' } : { kind: 'measured', value };
const judged = (values: readonly (number | null)[], history = SOUND, more: readonly ConvergenceRun[] = []) =>
  convergenceVerdict(metric, [...values.map(run), ...more], history);

t.test('inside, slower and faster than the reference', async (t) => {
  const inside = judged([35, 35, 36, 34, 35]);
  t.match(inside, { kind: 'in-band', suspicious: false, band: { kind: 'reference', centre: 35 } });
  t.equal(
    inside.reason,
    'epochs is 35 epochs, the olympic mean of 5 runs, inside what the reference explains, 33.802 to 36.198 epochs',
  );
  const slow = judged([38, 38, 38, 38, 20]);
  t.match(slow, {
    kind: 'above',
    suspicious: true,
    reason: /is 38 epochs, .* slower than what the reference explains/,
  });
  t.match(judged([33, 33, 33, 33, 40]), { kind: 'below', suspicious: true, reason: /faster than/ });
  const keen = convergenceVerdict(
    onConvergence({ alpha: 1e-6 }) as ConvergenceMetric,
    [36, 37, 37, 37, 38].map(run),
    SOUND,
  );
  t.equal(keen.kind, 'in-band', 'the level is the manifest’s where it names one');
});

t.test('a run that did not converge ranks slowest, and too many of them are no result', async (t) => {
  t.match(judged([35, null, 36, 34, 35]), {
    kind: 'in-band',
    reason: /1 did not converge, after 0 of 60 earlier runs/,
  });
  const many = judged([35, null, 36, null, 35]);
  t.match(many, {
    kind: 'invalid',
    suspicious: true,
    reason: /^epochs was not judged: .* than the 1 of 5 that may \(2 did not/,
  });
  t.match(judged([35, null, 36, null, 35], NEW), { kind: 'invalid', suspicious: true }, 'nobody knows what is usual');
  t.match(judged([35, null, 36, null, 35], FICKLE), { kind: 'invalid', suspicious: false }, 'usual: one in three');
  t.match(judged([null, null, null, null, null], FICKLE), {
    suspicious: true,
    reason: /5 did not converge, after 30 of 90 earlier runs; the chance of that is 0\.\d+ %/,
  });
});

t.test('failures that the history does not bring are a finding although the mean is inside', async (t) => {
  const unet = onConvergence({ mlperf: 'unet3d' }) as ConvergenceMetric;
  const runs = [...Array<number>(36).fill(35), null, 35, null, 35, null].map(run);
  const verdict = convergenceVerdict(unet, runs, { failed: 0, runs: 4000 });
  t.match(verdict, { kind: 'invalid', suspicious: true, reason: /inside .* the chance of that is 0\.\d+ %/ });
  t.match(convergenceVerdict(unet, runs, { failed: 300, runs: 4000 }), { kind: 'in-band', suspicious: false });
  const row = [...Array<number>(38).fill(35), null, null].map(run);
  t.match(convergenceVerdict(unet, row, SOUND), { kind: 'invalid', suspicious: true, reason: /the last two in a row/ });
});

t.test('runs that crashed make the point invalid, runs that the infrastructure took do not', async (t) => {
  const crashed = { kind: 'failed', reason: 'exit-nonzero' } as const;
  const lost = { kind: 'absent', reason: 'host-lost' } as const;
  t.match(judged([35, 35, 36, 34], SOUND, [crashed]), {
    kind: 'invalid',
    suspicious: true,
    reason: /1 failed: exit-nonzero/,
  });
  t.match(judged([35, 35, 36, 34], SOUND, [lost]), { kind: 'in-band', reason: /1 gave nothing: host-lost/ });
  t.match(judged([40, 40, 40, 40], SOUND, [crashed]), { kind: 'above', suspicious: true });
  t.match(judged([35, 35], SOUND, [lost, lost, lost]), {
    kind: 'invalid',
    suspicious: false,
    band: { centre: 35 },
    reason: /more than 2 runs, 2 runs counted \(3 gave nothing/,
  });
  t.match(judged([], SOUND, [crashed]), { kind: 'invalid', suspicious: true, band: null });
});

t.test('a reference that says nothing stops no night', async (t) => {
  const big = onConvergence({ batch: 99_999 }) as ConvergenceMetric;
  t.match(convergenceVerdict(big, [run(35)], NEW), {
    kind: 'invalid',
    suspicious: false,
    band: null,
    reason: /^epochs cannot be judged: batch 99999 is above 32768/,
  });
  t.throws(() => convergenceVerdict(metric, [run(35)], { failed: 2, runs: 1 }), { code: 'INPUT_INVALID' });
  const broken = { ...metric, convergence: { ...RESNET_CONVERGENCE, points: null as unknown as [] } };
  t.throws(() => convergenceVerdict(broken, [run(35)], NEW), TypeError);
});

t.test('the order of the runs and the unit of the count change nothing but the sentence', async () => {
  const value = fc.option(fc.integer({ min: 30, max: 40 }), { freq: 6 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 5, maxLength: 5 }), fc.constantFrom(2, 1024), (values, factor) => {
      const plain = judged(values, FICKLE);
      const samples = onConvergence({
        points: RESNET_CONVERGENCE.points.map(({ batch, runs }) => ({ batch, runs: runs.map((one) => one * factor) })),
      }) as ConvergenceMetric;
      const scaled = convergenceVerdict(
        samples,
        values.map((one) => run(one === null ? null : one * factor)),
        FICKLE,
      );
      const turned = judged([...values].sort(), FICKLE);
      return scaled.kind === plain.kind && turned.kind === plain.kind;
    }),
    { seed: 3 },
  );
});
