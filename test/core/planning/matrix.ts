import t from 'tap';
import { pinnedMatrix } from '../../../services/core/planning/matrix.ts';
import { CONTENT, catalogOf, manifest, pinFileOf, pinsOf } from '../../support/planning.ts';

const a = manifest('a', { platforms: ['cpu-x86_64', 'gpu'] });
const b = manifest('b');
const catalog = catalogOf(a, b);
const contents = new Map([
  ['a', CONTENT],
  ['b', CONTENT],
]);

t.test('every benchmark meets every platform it names, with its own pins', async (t) => {
  const { cells, problems } = pinnedMatrix(catalog, pinFileOf(pinsOf(a), pinsOf(a, 'gpu'), pinsOf(b)), contents);
  t.strictSame(
    cells.map(({ pins }) => [pins.benchmark, pins.platform]),
    [
      ['a', 'cpu-x86_64'],
      ['a', 'gpu'],
      ['b', 'cpu-x86_64'],
    ],
  );
  t.strictSame(problems, []);
});

t.test('what nobody has run is in no night, and no problem of it, until it is pinned', async (t) => {
  const c = manifest('c', { notRun: 'no such machine here' });
  const contents = new Map([['c', CONTENT]]);
  t.strictSame(pinnedMatrix(catalogOf(c), pinFileOf(), contents), { cells: [], problems: [] });
  t.equal(pinnedMatrix(catalogOf(c), pinFileOf(pinsOf(c)), contents).cells.length, 1);
  const stale = pinsOf(c, undefined, { methodVersion: 7 });
  t.match(pinnedMatrix(catalogOf(c), pinFileOf(stale), contents).problems, [{ code: 'pin-stale' }]);
});

t.test('what is not pinned, stale or unreadable is a problem and the rest stays', async (t) => {
  const stale = pinsOf(a, 'gpu', { methodVersion: 7 });
  const plan = pinnedMatrix(catalog, pinFileOf(pinsOf(a), stale), contents);
  t.match(plan.cells, [{ pins: { benchmark: 'a', platform: 'cpu-x86_64' } }]);
  t.strictSame(plan.problems, [
    {
      code: 'pin-stale',
      benchmark: 'a',
      platform: 'gpu',
      message: 'method version is pinned as 7 and is now 1',
    },
    { code: 'not-pinned', benchmark: 'b', platform: 'cpu-x86_64', message: 'the pin file has no entry for it' },
  ]);
  t.match(pinnedMatrix(catalogOf(b), null, contents).problems, [
    { code: 'not-pinned', message: 'there is no pin file' },
  ]);
  t.match(pinnedMatrix(catalogOf(b), pinFileOf(pinsOf(b)), new Map([['b', { unreadable: 'train.py: gone' }]])), {
    cells: [],
    problems: [{ code: 'unreadable', message: 'train.py: gone' }],
  });
});

t.test('a benchmark whose folder was not read is checked without its files', async (t) => {
  t.equal(pinnedMatrix(catalogOf(b), pinFileOf(pinsOf(b, 'cpu-x86_64', { code: {} })), new Map()).cells.length, 1);
});

t.test('a canary is in no night', async (t) => {
  const canary = manifest('canary', { canary: true });
  const plan = pinnedMatrix(catalogOf(canary), pinFileOf(pinsOf(canary)), new Map([['canary', CONTENT]]));
  t.same(plan, { cells: [], problems: [] });
});
