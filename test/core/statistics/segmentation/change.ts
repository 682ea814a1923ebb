import fc from 'fast-check';
import t from 'tap';
import { normals } from '../../../../bench/detection/random.ts';
import { type Change, changesOf } from '../../../../services/core/statistics/segmentation/change.ts';
import { segment } from '../../../../services/core/statistics/segmentation/segment.ts';
import { exactShift, moved, near, seriesOf, shape } from '../../../support/properties.ts';

const NIGHTS = 67;
const CHANGE = 60;
const stepped = (seed: number, step: number) =>
  changesOf(segment(normals(NIGHTS, seed).map((z, i) => z + (i < CHANGE ? 0 : step)))).find(
    ({ index }) => Math.abs(index - CHANGE) <= 5,
  );

t.test('the set of dates holds the true one at least as often as it says, and is small', async (t) => {
  for (const { step, sizeMax } of [
    { step: 3, sizeMax: 2 },
    { step: 2, sizeMax: 4 },
  ]) {
    const found = Array.from({ length: 400 }, (_, seed) => stepped(seed, step)).filter((one) => one !== undefined);
    const held = found.filter(({ dates }) => dates.includes(CHANGE)).length / found.length;
    const sizes = found.map(({ dates }) => dates.length).sort((a, b) => a - b);
    t.ok(found.length > 320, `${found.length} of 400 found`);
    t.ok(held >= 0.9, `${step} σ: ${held}`);
    t.ok((sizes[sizes.length >> 1] as number) <= sizeMax, `${step} σ: median ${sizes[sizes.length >> 1]}`);
  }
});

t.test('a p-value allows for the choice of the place', async (t) => {
  const clear = stepped(1, 5) as Change;
  t.ok(clear.pValue < 1e-8, `${clear.pValue}`);
  const noise = Array.from({ length: 600 }, (_, seed) => changesOf(segment(normals(60, seed))));
  const wrong = noise.filter((changes) => changes.some(({ pValue }) => pValue < 0.01)).length;
  t.ok(wrong <= 6, `${wrong} of 600 stable series have a change at p < 0.01`);
});

t.test('levels are those of the pieces on both sides', async (t) => {
  const [change] = changesOf(segment([1, 1, 1, 1, 1, 3, 3, 3, 3, 3]));
  t.match(change, { index: 5, pValue: 0, dates: [5] });
  t.equal(change?.before.toFixed(9), '1.000000000');
  t.equal(change?.after.toFixed(9), '3.000000000');
});

t.test('lines have changes with dates too, also where they fit exactly', async (t) => {
  const bent = Array.from(normals(200, 5), (z, i) => z + (i < 100 ? 0.5 * i : 50 - 0.7 * (i - 100)));
  const segmentation = segment(bent);
  t.equal(segmentation.model, 'linear');
  const change = changesOf(segmentation).find(({ index }) => Math.abs(index - 100) <= 5) as Change;
  t.ok(change.pValue < 1e-9 && change.dates.some((date) => Math.abs(date - 100) <= 2), JSON.stringify(change));
  const exact = changesOf(segment(Array.from({ length: 60 }, (_, i) => (i < 30 ? 2 * i : 500 - 4 * i))));
  t.match(exact, [{ index: 30 }]);
  t.ok(exact[0]?.dates.includes(30) && (exact[0] as Change).pValue < 1e-9);
});

t.test('a late change of a long series is dated among the points around it', async (t) => {
  const values = normals(3_000, 4).map((z, i) => z + (i < 2_000 ? 0 : 3));
  const [change] = changesOf(segment(values));
  t.ok(change && Math.abs(change.index - 2_000) <= 2 && change.dates.length < 10, JSON.stringify(change));
});

t.test('dates and p-values stay when the values are moved, scaled and mirrored; levels go along', async () => {
  fc.assert(
    fc.property(shape, fc.constantFrom(-8, -1, 0.25, 64), exactShift, (made, factor, shift) => {
      const values = seriesOf(made);
      const plain = changesOf(segment(values));
      const other = changesOf(segment(moved(values, factor, shift)));
      return (
        other.length === plain.length &&
        plain.every((change, i) => {
          const away = other[i] as Change;
          return (
            away.index === change.index &&
            String(away.dates) === String(change.dates) &&
            Math.abs(Math.log(away.pValue / change.pValue)) < 1e-4 &&
            near(away.before, factor * change.before + shift, 1e-6) &&
            near(away.after, factor * change.after + shift, 1e-6)
          );
        })
      );
    }),
    { seed: 12, numRuns: 150 },
  );
});

t.test('the most likely dates hold the change itself, rise, and stay inside its two pieces', async () => {
  fc.assert(
    fc.property(shape, (made) => {
      const segmentation = segment(seriesOf(made));
      return changesOf(segmentation).every(({ dates, pValue }, i) => {
        const [left, right] = [segmentation.pieces[i], segmentation.pieces[i + 1]];
        return (
          dates.length > 0 &&
          dates.every((date, at) => at === 0 || date > (dates[at - 1] as number)) &&
          (dates[0] as number) >= (left?.start ?? 0) + 3 &&
          (dates.at(-1) as number) <= (right?.end ?? 0) - 3 &&
          pValue >= 0 &&
          pValue <= 1
        );
      });
    }),
    { seed: 13, numRuns: 150 },
  );
});
