import fc from 'fast-check';
import t from 'tap';
import { effectOf, fromWorking, onScale, toWorking, workingEffect } from '../../../services/core/statistics/scale.ts';

t.test('positive numbers work on logarithms, the others as they are', async (t) => {
  t.equal(toWorking('positive', Math.E), 1);
  t.equal(toWorking('rate', 0.5), 0.5);
  t.equal(fromWorking('real', -3), -3);
  fc.assert(
    fc.property(fc.double({ min: 1e-100, max: 1e100, noNaN: true }), (value) => {
      return Math.abs(fromWorking('positive', toWorking('positive', value)) / value - 1) < 1e-12;
    }),
  );
});

t.test('effects are relative on logarithms', async (t) => {
  t.ok(Math.abs(effectOf('positive', Math.log(0.5)) + 0.5) < 1e-15);
  t.equal(effectOf('rate', -0.02), -0.02);
  t.ok(Math.abs(effectOf('positive', workingEffect('positive', 0.03)) - 0.03) < 1e-15);
  t.equal(workingEffect('count', 2), 2);
});

t.test('what a scale can hold', async (t) => {
  t.same(
    [onScale('rate', 1), onScale('rate', 1.01), onScale('rate', -0.1), onScale('positive', 0), onScale('positive', 1)],
    [true, false, false, false, true],
  );
  t.same(
    [
      onScale('count', 0),
      onScale('count', -1),
      onScale('real', -1),
      onScale('real', Number.NaN),
      onScale('count', Infinity),
    ],
    [true, false, true, false, false],
  );
});

t.test(
  'on the working scale of positive numbers a factor is a shift, and undoing an effect is its mirror',
  async () => {
    const above = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(above, above, (value, factor) => {
        const apart = toWorking('positive', value * factor) - toWorking('positive', value);
        const there = effectOf('positive', apart);
        const back = effectOf('positive', -apart);
        return (
          Math.abs(apart - Math.log(factor)) < 1e-9 &&
          Math.abs((1 + there) * (1 + back) - 1) < 1e-9 &&
          Math.abs(workingEffect('positive', there) - apart) < 1e-9
        );
      }),
    );
    fc.assert(
      fc.property(above, fc.constantFrom('rate', 'count', 'real'), (value, scale) => {
        return (
          fromWorking(scale, toWorking(scale, value)) === value &&
          effectOf(scale, -value) === -effectOf(scale, value) &&
          workingEffect(scale, value) === value
        );
      }),
    );
  },
);
