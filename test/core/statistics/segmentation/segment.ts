import fc from 'fast-check';
import t from 'tap';
import { labelledSeries } from '../../../../bench/detection/fixtures.ts';
import { normals } from '../../../../bench/detection/random.ts';
import { compared, covering, f1 } from '../../../../bench/detection/score.ts';
import { segment } from '../../../../services/core/statistics/segmentation/segment.ts';

const { tcpd, perfherder, tigerbeetle, published } = labelledSeries();
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

t.test("TCPD's series are segmented better than by every published default", async (t) => {
  const changes = tcpd.map(({ values }) => segment(values).changes);
  const scored = mean(tcpd.map(({ annotations }, i) => f1(annotations, changes[i] as number[])));
  const covered = mean(tcpd.map((one, i) => covering(one.annotations, changes[i] as number[], one.values.length)));
  t.ok(scored >= 0.73 && covered >= 0.7, `F1 ${scored}, covering ${covered}`);
  for (const { method, ...theirs } of published) t.ok(scored > theirs.f1 && covered > theirs.cover, method);
});

t.test("Perfherder's expected changes are found, with few others", async (t) => {
  const all = perfherder.map(({ values, expected }) => compared(expected, segment(values).changes, 5));
  t.strictSame(
    all.flatMap(({ missed }) => missed),
    [],
  );
  const more = all.reduce((sum, one) => sum + one.more, 0);
  t.ok(more <= 40, `${more} more`);
});

t.test("tigerbeetle's two steps are found and its lone outlier is not a change", async (t) => {
  const { changes } = segment(tigerbeetle);
  t.strictSame(compared([15, 71], changes, 1).missed, []);
  t.notOk(changes.includes(10) || changes.includes(11), `${changes}`);
});

t.test('stable noise of any kind is left in one piece', async (t) => {
  const gauss = Array.from({ length: 200 }, (_, seed) => normals(60, seed));
  const wandering = gauss.map((noise) => {
    let state = 0;
    return noise.map((z) => {
      state = 0.3 * state + z;
      return state;
    });
  });
  const spiky = gauss.map((noise, k) => noise.map((z, i) => ((i * 7 + k) % 50 === 0 ? z + 8 : z)));
  for (const [name, series] of Object.entries({ gauss, wandering, spiky })) {
    const cut = series.filter((values) => segment(values).changes.length > 0).length;
    t.ok(cut <= (name === 'wandering' ? 12 : 6), `${name}: ${cut} of 200 series were cut`);
  }
});

t.test('a drift is a line and a step is two levels', async (t) => {
  const noise = normals(120, 8);
  const drift = segment(noise.map((z, i) => z + 0.2 * i));
  t.equal(drift.model, 'linear');
  t.ok(Math.abs((drift.pieces[0]?.slope ?? 0) - 0.2) < 0.02);
  const step = segment(noise.map((z, i) => z + (i < 70 ? 0 : 4)));
  t.equal(step.model, 'constant');
  t.strictSame(step.changes, [70]);
});

t.test('the smallest and the simplest series', async (t) => {
  t.match(segment([5]), { model: 'constant', changes: [], pieces: [{ start: 0, end: 1, first: 5, slope: 0 }] });
  t.match(segment([5, 5, 5, 5, 5, 5, 5]), { changes: [], noise: { variance: 0 } });
  t.strictSame(segment([1, 2]).changes, []);
  t.strictSame(segment([1, 1, 1, 1, 1, 3, 3, 3, 3, 3]).changes, [5], 'a step without any noise');
});

t.test('what is no series is refused with its place', async (t) => {
  t.throws(() => segment([]), { code: 'INPUT_INVALID', message: /got none/ });
  t.throws(() => segment([1, Number.NaN]), { code: 'INPUT_INVALID', message: /point 1 .*NaN/ });
  t.throws(() => segment({ length: 10_000_001 }), { code: 'INPUT_INVALID', message: /10000000/ });
});

const series = fc.record({
  seed: fc.integer({ min: 0, max: 1_000 }),
  length: fc.integer({ min: 20, max: 300 }),
  at: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
  step: fc.constantFrom(0, 3, 6),
  slope: fc.constantFrom(0, 0.1),
});
type Shape = { seed: number; length: number; at: number; step: number; slope: number };
const made = ({ seed, length, at, step, slope }: Shape) =>
  normals(length, seed).map((z, i) => z + slope * i + (i >= at * length ? step : 0));

t.test('changes stay where they are when the values are moved, scaled or mirrored', async (t) => {
  fc.assert(
    fc.property(series, fc.constantFrom(0.25, 8, 1024), fc.constantFrom(-512, 4096), (shape, factor, offset) => {
      const values = made(shape);
      const plain = segment(values);
      const same = (other: Float64Array, how: string) => {
        const result = segment(other);
        if (String(result.changes) !== String(plain.changes) || result.model !== plain.model) {
          t.fail(
            `${how} ${JSON.stringify(shape)}: ${plain.model} ${plain.changes} → ${result.model} ${result.changes}`,
          );
        }
      };
      same(
        values.map((value) => value * factor),
        'scaled',
      );
      same(
        values.map((value) => value + offset),
        'moved',
      );
      same(
        values.map((value) => -value),
        'mirrored',
      );
    }),
    { seed: 11, numRuns: 150 },
  );
  t.pass('150 series, three ways each');
});

t.test('the same values give the same bytes, whatever was segmented before', async (t) => {
  const all = tcpd.map(({ values }) => values);
  const print = (values: readonly number[]) => JSON.stringify(segment(values));
  const forwards = all.map(print);
  t.strictSame([...all].reverse().map(print).reverse(), forwards);
});
