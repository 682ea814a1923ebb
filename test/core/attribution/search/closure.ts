import fc from 'fast-check';
import t from 'tap';
import { members, only } from '../../../../services/core/attribution/search/bits.ts';
import {
  changesOf,
  closure,
  dependants,
  halvings,
  isUnit,
  latticeOf,
  unitsOf,
} from '../../../../services/core/attribution/search/closure.ts';
import { changes, namesOf, needs } from '../../../support/played-search.ts';

t.test('changes that need each other are one unit, however long the way', async (t) => {
  const lattice = latticeOf(changes('package:c', 'package:a', 'package:b', 'config:x'), [
    needs('package:a', 'package:b'),
    needs('package:b', 'package:c'),
    needs('package:c', 'package:a'),
    needs('package:a', 'package:unchanged'),
    needs('package:unchanged', 'package:a'),
  ]);
  t.same(lattice.units.map(namesOf), [['config:x'], ['package:a', 'package:b', 'package:c']]);
  t.same(namesOf(changesOf(lattice, lattice.all)), ['config:x', 'package:a', 'package:b', 'package:c']);
});

t.test('a unit comes after all that it needs', async (t) => {
  const lattice = latticeOf(changes('package:a', 'package:b', 'package:c', 'package:d'), [
    needs('package:a', 'package:c'),
    needs('package:c', 'package:d'),
  ]);
  t.same(lattice.units.flatMap(namesOf), ['package:b', 'package:d', 'package:c', 'package:a']);
  const a = unitsOf(lattice, ['package:a']) as bigint;
  const c = unitsOf(lattice, ['package:c']) as bigint;
  t.same(namesOf(changesOf(lattice, closure(lattice, a))), ['package:d', 'package:c', 'package:a']);
  t.same(namesOf(changesOf(lattice, dependants(lattice, c))), ['package:c', 'package:a']);
  t.equal(unitsOf(lattice, ['package:a', 'package:z']), null);
  t.ok(isUnit(a));
  t.notOk(isUnit(a | c));
});

t.test('nothing changed', async (t) => {
  t.same(latticeOf([], [needs('package:a', 'package:b')]), { units: [], needs: [], neededBy: [], all: 0n });
});

t.test('whatever the implications, first parts are closed and closures are what they say', async (t) => {
  const edge = fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 11 }));
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 24 }), fc.bigInt({ min: 0n, max: 4095n }), (edges, some) => {
      const names = Array.from({ length: 12 }, (_, i) => `package:p${i}`);
      const implications = edges.map(([when, then]) => needs(names[when] as string, names[then] as string));
      const lattice = latticeOf(changes(...names), implications);
      t.equal(changesOf(lattice, lattice.all).length, 12);
      const isClosed = (set: bigint) => {
        const taken = new Set(namesOf(changesOf(lattice, set)));
        return implications.every(({ when, then }) => !taken.has(when) || taken.has(then));
      };
      for (let count = 0; count <= lattice.units.length; count++) t.ok(isClosed((1n << BigInt(count)) - 1n));
      const set = some & lattice.all;
      const full = closure(lattice, set);
      t.ok(isClosed(full) && (set & ~full) === 0n, 'closed, with all of the set');
      t.equal(closure(lattice, full), full);
      t.ok(isClosed(lattice.all & ~dependants(lattice, set)), 'closed without it');
      for (const one of members(full & ~set))
        t.notOk(isClosed(full & ~only(one)), 'and no unit in it that is not needed');
    }),
    { seed: 1, numRuns: 100 },
  );
});

t.test('the least number of decisions', async (t) => {
  t.same([0, 1, 2, 3, 4, 5, 8, 9, 1024].map(halvings), [0, 0, 1, 2, 2, 3, 3, 4, 10]);
});
