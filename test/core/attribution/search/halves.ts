import fc from 'fast-check';
import t from 'tap';
import { members, size } from '../../../../services/core/attribution/search/bits.ts';
import { changesOf, type Lattice, latticeOf } from '../../../../services/core/attribution/search/closure.ts';
import { nextSet, partsOf } from '../../../../services/core/attribution/search/halves.ts';
import { changes, namesOf, needs } from '../../../support/played-search.ts';

const packages = (count: number) => Array.from({ length: count }, (_, i) => `package:p${String(i).padStart(2, '0')}`);
const names = (lattice: Lattice, set: bigint | null) => namesOf(changesOf(lattice, set as bigint));

t.test('halves first', async (t) => {
  const lattice = latticeOf(changes(...packages(8)), []);
  t.same(names(lattice, nextSet(lattice, 0n, lattice.all, [])), packages(8).slice(0, 4));
  t.same(names(lattice, nextSet(lattice, 0b1111n, lattice.all, [])), packages(8).slice(0, 6));
});

t.test('a border between kinds is preferred while it leaves two thirds at most', async (t) => {
  const cut = (...all: string[]) => {
    const lattice = latticeOf(changes(...all), []);
    return size(nextSet(lattice, 0n, lattice.all, []) as bigint);
  };
  t.equal(cut('config:a', 'config:b', ...packages(4)), 2, 'what needs no image apart from what does');
  t.equal(cut('config:a', ...packages(5)), 3, 'one of six is too uneven');
  t.equal(cut('code:a', 'code:b', 'config:a', 'config:b', 'package:a', 'package:b'), 4, 'images before the middle');
  t.equal(cut('code:a', 'code:b', 'config:a', 'config:b', 'env:a', 'env:b', 'env:c'), 4, 'else nearest to the middle');
  t.equal(cut('package:a', 'package:b', 'base', 'os-package:x', 'os-package:y'), 2, 'among kinds of an image too');
});

t.test('after a half that gave no answer come the other half, then finer parts', async (t) => {
  const lattice = latticeOf(changes(...packages(4)), []);
  const asked: bigint[] = [];
  for (let set = nextSet(lattice, 0n, 15n, []); set !== null; set = nextSet(lattice, 0n, 15n, asked)) asked.push(set);
  t.same(asked.slice(0, 2), [0b0011n, 0b1100n], 'both ends');
  t.same(asked.slice(2).map(size).sort(), [1, 1, 1, 1, 3, 3, 3, 3], 'each alone, and all without each');
  t.equal(new Set(asked).size, asked.length, 'never the same twice');
});

t.test('of parts of one size, what is least like the unresolved comes first', async (t) => {
  const lattice = latticeOf(changes(...packages(6)), []);
  const set = nextSet(lattice, 0n, 0b111111n, [0b000111n, 0b111000n, 0b000011n]) as bigint;
  t.equal(set, 0b111110n, 'two units from the nearest; the first part alone would be one from 0b000011');
  t.equal(nextSet(lattice, 0n, 0b11n, [0b01n, 0b10n]), null, 'nothing is left between two that need each other');
});

t.test('parts are nearly even, none empty', async (t) => {
  t.same(partsOf([0, 1, 2, 3, 4], 2).map(members), [
    [0, 1],
    [2, 3, 4],
  ]);
  t.same(partsOf([4, 7], 8).map(members), [[4], [7]]);
  t.same(partsOf([], 2), []);
});

t.test('always a closed set strictly between both, and the two thirds hold', async (t) => {
  const kinds = ['code', 'config', 'env', 'dataset', 'package', 'os-package'];
  const kind = fc.constantFrom(...kinds);
  const edges = fc.array(fc.tuple(fc.nat(39), fc.nat(39)), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(kind, { minLength: 2, maxLength: 40 }), edges, (all, pairs) => {
      const named = all.map((one, i) => `${one}:x${i}`);
      const implications = pairs.flatMap(([a, b]) => {
        const when = named[Math.max(a, b)];
        const then = named[Math.min(a, b)];
        return a !== b && when && then ? [needs(when, then)] : [];
      });
      const lattice = latticeOf(changes(...named), implications);
      const set = nextSet(lattice, 0n, lattice.all, []) as bigint;
      const taken = new Set(names(lattice, set));
      t.ok(implications.every(({ when, then }) => !taken.has(when) || taken.has(then)));
      const most = Math.max(taken.size, named.length - taken.size);
      t.ok(most <= Math.ceil((2 * named.length) / 3), `${most} of ${named.length}`);
    }),
    { seed: 2, numRuns: 200 },
  );
});
