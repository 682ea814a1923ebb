import t from 'tap';
import type { PinFile } from '../../../services/core/model/pins.ts';
import { type ImageUse, neededImages, pinnedUses, REASONS_MAX } from '../../../services/core/planning/needed-images.ts';

const pins = (image: string, recipe?: string): ImageUse['pins'] => ({
  benchmark: 'digits',
  image: { reference: image, kind: 'image-id', ...(recipe === undefined ? {} : { recipe }) },
  base: { reference: 'base', kind: 'image-id' },
});

t.test('an image is needed for every reason, and so is its base', async (t) => {
  const uses: ImageUse[] = [
    { kind: 'baseline', of: 'cpu', pins: pins('one') },
    { kind: 'waiting', of: 'run_1', pins: pins('one', 'recipe') },
    { kind: 'incident', of: 'inc_1', pins: pins('two') },
    { kind: 'experiment', of: 'exp_1', pins: pins('two') },
    { kind: 'search', of: 'sea_1', pins: pins('two') },
  ];
  t.same(neededImages(uses), [
    { reference: 'base', recipe: null, benchmark: 'digits', reasons: ['base of digits'] },
    {
      reference: 'one',
      recipe: 'recipe',
      benchmark: 'digits',
      reasons: ['run run_1 has not ended', 'last good environment on cpu'],
    },
    {
      reference: 'two',
      recipe: null,
      benchmark: 'digits',
      reasons: ['experiment exp_1 has not ended', 'search sea_1 has not ended', 'incident inc_1 is open'],
    },
  ]);
});

t.test('reasons are bounded', async (t) => {
  const uses = Array.from(
    { length: 20 },
    (_, at): ImageUse => ({ kind: 'waiting', of: `run_${at}`, pins: pins('one') }),
  );
  t.equal(neededImages(uses).find(({ reference }) => reference === 'one')?.reasons.length, REASONS_MAX);
});

t.test('what is pinned is used', async (t) => {
  const file = {
    pins: [
      { ...pins('one'), platform: 'cpu' },
      { ...pins('two'), benchmark: 'canary', platform: 'cpu' },
    ],
  };
  const uses = pinnedUses(file as unknown as PinFile, new Set(['canary']));
  t.same(
    uses.map(({ kind, of }) => [kind, of]),
    [
      ['pinned', 'cpu'],
      ['canary', 'cpu'],
    ],
  );
  t.match(
    neededImages(uses).map(({ reasons }) => reasons[0]),
    ['base of canary', 'pinned for cpu', 'canary of cpu'],
  );
  t.same(pinnedUses(null, new Set()), []);
});
