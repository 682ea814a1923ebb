import fc from 'fast-check';
import t from 'tap';
import { historyOf } from '../../../services/core/judge/history.ts';
import { randomStream } from '../../../services/core/simulate/random.ts';
import { noon } from '../../support/builders.ts';

const DAY = 86_400;
const night = (index: number) => noon(index * DAY);
const speed = { scale: 'positive', direction: 'higher' } as const;
const loss = { scale: 'real', direction: 'lower' } as const;

function points(values: readonly (number | null)[]) {
  return values.map((value, index) => ({ at: night(index), value }));
}
const random = randomStream(7, 1);
const NOISE = Array.from({ length: 60 }, () => random.normal());
const noise = (index: number) => NOISE[index] as number;

t.test('a step is two levels, and its date is a set of nights', async (t) => {
  const values = Array.from({ length: 40 }, (_, i) => (i < 25 ? 1000 : 900) * (1 + 0.01 * noise(i)));
  const { segments, changes } = historyOf(points(values), speed);
  t.match(segments, [
    { from: night(0), to: night(24), points: 25 },
    { from: night(25), to: night(39), points: 15 },
  ]);
  t.equal(segments[0]?.first, segments[0]?.last, 'a level');
  t.equal(changes.length, 1);
  const [change] = changes;
  t.match(change, { at: night(25), kind: 'regression' });
  t.ok(Math.abs((change?.before ?? 0) - 1000) < 10 && Math.abs((change?.after ?? 0) - 900) < 10);
  t.ok(Math.abs((change?.effect ?? 0) + 0.1) < 0.01, 'a ratio for a positive metric');
  t.ok((change?.pValue ?? 1) < 1e-6);
  t.ok(change?.dates.nights.includes(night(25)));
  t.equal(change?.dates.from, change?.dates.nights[0]);
  t.equal(change?.dates.to, change?.dates.nights.at(-1));
  t.ok((change?.dates.after ?? '') < (change?.dates.from ?? ''));
});

t.test('a small step has many dates, an exact one has one', async (t) => {
  const small = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 1.6) + noise(i));
  const [vague] = historyOf(points(small), loss).changes;
  t.ok((vague?.dates.nights.length ?? 0) > 1, `${vague?.dates.nights.length} nights`);
  t.equal(vague?.kind, 'regression', 'lower is better');
  const [sharp] = historyOf(points([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]), loss).changes;
  t.strictSame(sharp?.dates, { after: night(4), from: night(5), to: night(5), nights: [night(5)] });
  t.match(sharp, { before: 1, after: 2, effect: 1 });
});

t.test('nights without a value are gaps', async (t) => {
  const { segments, changes } = historyOf(points([null, 1, 1, 1, null, null, 2, 2, 2, null]), loss);
  t.match(segments, [
    { from: night(1), to: night(3), points: 3 },
    { from: night(6), to: night(8), points: 3 },
  ]);
  t.match(changes, [{ at: night(6), dates: { after: night(3), from: night(6), to: night(6) } }]);
  t.strictSame(historyOf(points([null, null]), loss), { segments: [], changes: [] });
  t.strictSame(historyOf([], loss), { segments: [], changes: [] });
  t.match(historyOf(points([5]), loss), { segments: [{ from: night(0), to: night(0), first: 5, last: 5 }] });
});

t.test('a drift is a slope', async (t) => {
  const values = Array.from({ length: 60 }, (_, i) => 10 + 0.5 * i + noise(i));
  const { segments, changes } = historyOf(points(values), loss);
  t.equal(changes.length, 0);
  t.equal(segments.length, 1);
  t.ok((segments[0]?.last ?? 0) - (segments[0]?.first ?? 0) > 25);
});

t.test('the unit of a positive metric does not matter', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 10, max: 1000, noNaN: true }), { minLength: 1, maxLength: 60 }),
      fc.constantFrom(0.001, 1024),
      (values, factor) => {
        const [one, other] = [values, values.map((value) => value * factor)].map((list) =>
          historyOf(points(list), speed),
        );
        const places = (history: typeof one) => history?.segments.map(({ from, to }) => `${from} ${to}`);
        t.strictSame(places(one), places(other));
        const whole = one?.segments.reduce((sum, segment) => sum + segment.points, 0);
        t.equal(whole, values.length, 'every night is in a segment');
      },
    ),
    { numRuns: 30, seed: 11 },
  );
});
