import fc from 'fast-check';
import t from 'tap';
import { normalQuantile } from '../../../services/core/statistics/normal.ts';
import { normalScore } from '../../../services/core/statistics/normal-score.ts';
import { studentTail } from '../../../services/core/statistics/student-t.ts';

/** The exact normal number that is as unlikely. */
const exact = (score: number, df: number): number => -normalQuantile(studentTail(score, df));

t.test('is the normal number that is as unlikely, within 1 % and 0.2 % where decisions are made', async (t) => {
  let [far, near] = [0, 0];
  for (const df of [5, 8, 9, 12, 20, 40, 89, 1000]) {
    for (let score = 0.125; score <= 8; score += 0.125) {
      const wanted = exact(score, df);
      const off = Math.abs(normalScore(score, df) / wanted - 1);
      far = Math.max(far, off);
      if (df >= 9 && wanted >= 2 && wanted <= 2.8) near = Math.max(near, off);
    }
  }
  t.ok(far < 0.01, `from 5 degrees of freedom on: ${far}`);
  t.ok(near < 0.002, `2 to 2.8 deviations, from 9 degrees of freedom on: ${near}`);
});

t.test(
  'with one degree of freedom, which a baseline of as many hosts as nights has, it is at most 5 % beyond',
  async (t) => {
    for (const score of [2, 5, 20, 1000]) {
      t.ok(normalScore(score, 1) < 1.05 * exact(score, 1), `${normalScore(score, 1)} for ${exact(score, 1)}`);
    }
  },
);

t.test('odd, rising in t and in the degrees of freedom, never beyond t, finite far out', async (t) => {
  const number = fc.nat(1e9).map((value) => value / 1000);
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 500 }), (one, other, df) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      return (
        normalScore(-low, df) === -normalScore(low, df) &&
        normalScore(low, df) <= normalScore(high, df) &&
        normalScore(low, df) <= normalScore(low, df + 1) + 1e-9 * low &&
        normalScore(low, df) <= low
      );
    }),
  );
  t.equal(normalScore(0, 12), 0);
  t.ok(Math.abs(normalScore(3, 1e9) - 3) < 1e-6, 'a known spread changes nothing');
  t.ok(Number.isFinite(normalScore(1e150, 12)));
});
