import t from 'tap';
import { randomStream } from '../../../services/core/simulate/random.ts';
import { detectableShift, type ShiftTest } from '../../../services/core/statistics/detectable-shift.ts';

const TEST: ShiftTest = { threshold: 2.7, nights: 7, baseline: 60, deviation: 2, inflation: 1 };

t.test('the formula, by hand', async (t) => {
  // (2.7 + 0.8416212) · 2 · √(1/7 + 1/60)
  t.ok(Math.abs(detectableShift(TEST) - 2.8293) < 1e-3, String(detectableShift(TEST)));
  t.ok(detectableShift({ ...TEST, nights: 3 }) > detectableShift(TEST), 'fewer nights show less');
  t.equal(detectableShift({ ...TEST, deviation: 4 }), 2 * detectableShift(TEST));
  t.ok(Math.abs(detectableShift({ ...TEST, inflation: 4 }) - 2 * detectableShift(TEST)) < 1e-12);
  const one = { ...TEST, nights: 1 };
  t.equal(detectableShift({ ...one, inflation: 4 }), detectableShift(one), 'one night has no neighbour');
});

t.test('a shift of that size is found in four of five trials', async (t) => {
  const shift = detectableShift(TEST);
  const random = randomStream(5, 1);
  const mean = (count: number) => {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += TEST.deviation * random.normal();
    return sum / count;
  };
  const error = TEST.deviation * Math.sqrt(1 / TEST.nights + 1 / TEST.baseline);
  let found = 0;
  const trials = 4000;
  for (let i = 0; i < trials; i += 1)
    if ((shift + mean(TEST.nights) - mean(TEST.baseline)) / error >= TEST.threshold) found += 1;
  t.ok(Math.abs(found / trials - 0.8) < 0.025, `${found} of ${trials}`);
});

t.test('there must be nights on both sides', async (t) => {
  t.throws(() => detectableShift({ ...TEST, nights: 0 }), { code: 'INPUT_INVALID' });
  t.throws(() => detectableShift({ ...TEST, baseline: Number.NaN }), { code: 'INPUT_INVALID' });
});
