import fc from 'fast-check';
import t from 'tap';
import { resolution, roundingDeviation } from '../../../services/core/statistics/resolution.ts';
import { shuffled } from '../../support/properties.ts';

t.test('the step of the last printed decimal', async (t) => {
  t.equal(resolution([0.94, 0.9]), 0.01);
  t.equal(resolution([120, 7]), 1);
  t.equal(resolution([]), 1);
  t.equal(resolution([2.5e-7]), 1e-8);
  t.equal(resolution([1e21]), 1);
  t.equal(resolution([0.1 + 0.2]), 1e-15, 'a full double shows no more than its own rounding');
});

t.test('rounding over one step spreads like a uniform error', async (t) => {
  const errors = Array.from({ length: 10_000 }, (_, at) => (at + 0.5) / 10_000 - 0.5);
  const variance = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  t.ok(Math.abs(roundingDeviation(1) - Math.sqrt(variance)) < 1e-6);
});

t.test(
  'the step is the finest of any value: order and sign say nothing, a decimal place more makes it ten times finer',
  async () => {
    const printed = fc.integer({ min: -99_999, max: 99_999 }).filter((part) => part % 10 !== 0);
    fc.assert(
      fc.property(
        shuffled(fc.array(printed, { minLength: 1, maxLength: 12 })),
        fc.integer({ min: 1, max: 8 }),
        ([all, turned], places) => {
          const as = (parts: number[], shift: number) => parts.map((part) => Number(`${part}e-${shift}`));
          const step = resolution(as(all, places));
          return (
            step === 10 ** -places &&
            resolution(as(turned, places)) === step &&
            resolution(as(all, places).map((value) => -value)) === step &&
            resolution([...as(all, places), ...as(all, places + 1)]) === 10 ** -(places + 1)
          );
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 1e12, noNaN: true }),
        (step) => roundingDeviation(2 * step) === 2 * roundingDeviation(step),
      ),
    );
  },
);
