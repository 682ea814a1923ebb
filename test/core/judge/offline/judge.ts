import fc from 'fast-check';
import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { judged, verdictsOf } from '../../../support/offline.ts';

/** 60 points around 100 and then 40 around 110, with a deviation of 1. */
const stepped = (seed = 1) => normals(100, seed).map((z, i) => (i < 60 ? 100 : 110) + z);

t.test('a step is a change with its size, its date and its levels', async (t) => {
  const { changes, segments, effectKind, model, points, missing, noise } = judged(stepped());
  t.match(
    { effectKind, model, points, missing },
    { effectKind: 'relative', model: 'constant', points: 100, missing: 0 },
  );
  const [change] = changes;
  t.match(change, { index: 60, dates: [60], kind: 'change', present: true });
  t.ok(change && Math.abs(change.effect - 0.1) < 0.01 && change.pValue < 1e-12);
  t.match(segments, [
    { from: 0, to: 59, points: 60 },
    { from: 60, to: 99, points: 40 },
  ]);
  t.ok(segments.every(({ first, last }) => first === last));
  t.ok(noise && Math.abs(noise.deviation - 1) < 0.3);
});

t.test('each point is held against the band of its own level', async (t) => {
  const values = stepped();
  values[30] = 108;
  values[80] = 100;
  const judgement = judged(values);
  const verdicts = verdictsOf(judgement);
  t.equal(verdicts[30], 'above', '108 would be fine on the later level');
  t.equal(verdicts[80], 'below', '100 would be fine on the earlier one');
  t.equal(verdicts.filter((verdict) => verdict === 'in-band').length, 98);
  t.equal(judgement.band, judgement.segments[1]?.band);
  t.equal(judgement.band?.runs, 39, 'the newest point is not among what it is judged by');
});

t.test('a direction makes a change good or bad, and a bad one that stays a finding', async (t) => {
  for (const [direction, kind, finding] of [
    ['lower', 'regression', true],
    ['higher', 'improvement', false],
    ['none', 'change', false],
  ] as const) {
    t.match(judged(stepped(), { direction }), { direction, finding, changes: [{ kind }] });
  }
  const series = judged(stepped(), { direction: 'none' }, { direction: 'lower' });
  t.equal(series.finding, true, 'what the input says of a series goes before the option');
});

t.test('a regression that was undone is no finding', async (t) => {
  const values = normals(120, 3).map((z, i) => (i >= 40 && i < 80 ? 110 : 100) + z);
  const { changes, finding } = judged(values, { direction: 'lower' });
  t.match(changes, [
    { kind: 'regression', present: false },
    { kind: 'improvement', present: true },
  ]);
  t.equal(finding, false);
});

t.test('a newest point outside its band is a finding, either way', async (t) => {
  for (const [last, verdict] of [
    [120, 'above'],
    [80, 'below'],
  ] as const) {
    const judgement = judged([...normals(30, 2).map((z) => 100 + z), last], { direction: 'higher' });
    t.equal(judgement.finding, true);
    t.equal(verdictsOf(judgement).at(-1), verdict);
    t.same(judgement.changes, []);
  }
});

t.test('gaps are left out, and rows still count them', async (t) => {
  const whole = stepped();
  const gapped = [Number.NaN, ...whole.slice(0, 50), Number.NaN, Number.NaN, ...whole.slice(50), Number.NaN];
  const [plain, judgement] = [judged(whole), judged(gapped)];
  t.match(judgement, { points: 100, missing: 4 });
  t.match(judgement.changes, [{ index: 63, dates: [63], pValue: plain.changes[0]?.pValue }]);
  t.match(judgement.segments, [
    { from: 1, to: 62 },
    { from: 63, to: 102 },
  ]);
  const verdicts = verdictsOf(judgement);
  t.same([verdicts[0], verdicts[51], verdicts[52], verdicts[103]], ['missing', 'missing', 'missing', 'missing']);
  t.same(
    verdicts.filter((verdict) => verdict !== 'missing'),
    verdictsOf(plain),
  );
});

t.test('a declared interval judges every point', async (t) => {
  const interval = { low: 98, high: 105 };
  const judgement = judged([100, 97, 106, 98, 105], { band: interval });
  t.same(verdictsOf(judgement), ['in-band', 'below', 'above', 'in-band', 'in-band']);
  t.match(judgement.band, { kind: 'declared', ...interval, centre: null, deviation: null, runs: 0 });
  t.equal(judgement.noBandReason, null);
  t.match(judged([100], { band: interval }, { band: { low: 101, high: 102 } }), { finding: true, band: { low: 101 } });
  const climbing = Array.from(normals(100, 4), (z, i) => 10 * i + z);
  t.match(
    judged(climbing, { band: { low: -50, high: 900 } }).verdicts,
    { 0: 0, 95: 2 },
    'it does not move with a slope',
  );
});

t.test('a series that climbs is judged around its line', async (t) => {
  const climbing = Array.from(normals(200, 4), (z, i) => 100 + 0.5 * i + z);
  const judgement = judged(climbing);
  t.equal(judgement.model, 'linear');
  t.same(judgement.changes, []);
  t.ok(verdictsOf(judgement).filter((verdict) => verdict !== 'in-band').length <= 2);
  const [{ first, last } = { first: 0, last: 0 }] = judgement.segments;
  t.ok(Math.abs(first - 100) < 1 && Math.abs(last - 199.5) < 1);
  t.equal(verdictsOf(judged([...climbing, 185])).at(-1), 'below', '185 is far above most of the series');
});

t.test('small changes are left out on demand, as a share or in the unit', async (t) => {
  t.equal(judged(stepped(), { minEffect: 0.2 }).changes.length, 0);
  t.equal(judged(stepped(), { minEffect: 0.05 }).changes.length, 1);
  const around = stepped().map((value) => value - 105);
  t.match(judged(around, { minEffect: 5 }), { effectKind: 'absolute', changes: [{ index: 60 }] });
  t.equal(judged(around, { minEffect: 20 }).changes.length, 0);
});

t.test('short, constant and empty series have answers too', async (t) => {
  t.match(judged([5]), {
    points: 1,
    changes: [],
    band: null,
    noBandReason: 'the newest level has 0 points before the newest one; a band needs 3',
    segments: [{ from: 0, to: 0, first: 5 }],
    finding: false,
  });
  t.same(verdictsOf(judged([5, 6])), ['no-band', 'no-band']);
  t.match(judged([5, 5]).noBandReason, /1 point before/);
  const constant = judged([7, 7, 7, 7, 7, 7]);
  t.match(constant, { changes: [], band: { centre: 7 }, finding: false });
  t.ok(verdictsOf(constant).every((verdict) => verdict === 'in-band'));
  t.match(judged([0, 0, 0, 0]), { effectKind: 'absolute', changes: [] });
  const empty = judged([Number.NaN, Number.NaN]);
  t.match(empty, { points: 0, missing: 2, band: null, noBandReason: 'the series has no value', noise: null });
  t.same(verdictsOf(empty), ['missing', 'missing']);
  t.match(judged([Number.NaN], { band: { low: 1, high: 2 } }), { band: { low: 1 }, noBandReason: null });
});

t.test('the unit of the values changes no date, no share and no verdict', async (t) => {
  // Powers of two scale without rounding, so that the answers are equal to the bit.
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: -8, max: 8 }), (seed, power) => {
      const values = stepped(seed);
      const [plain, scaled] = [judged(values), judged(values.map((value) => value * 2 ** power))];
      t.same(
        scaled.changes.map(({ index, dates, present }) => ({ index, dates, present })),
        plain.changes.map(({ index, dates, present }) => ({ index, dates, present })),
      );
      t.same(
        scaled.changes.map(({ effect }) => effect.toFixed(9)),
        plain.changes.map(({ effect }) => effect.toFixed(9)),
      );
      t.same(verdictsOf(scaled), verdictsOf(plain));
    }),
    { numRuns: 30 },
  );
});

t.test('mirrored, better is worse', async (t) => {
  const values = stepped().map((value) => value - 105);
  const mirrored = values.map((value) => -value);
  t.match(judged(values, { direction: 'lower' }).changes, [{ kind: 'regression' }]);
  t.match(judged(mirrored, { direction: 'higher' }).changes, [{ kind: 'regression' }]);
});
