import fc from 'fast-check';
import t from 'tap';
import { bandBasis } from '../../../services/core/judge/basis.ts';
import { aBand, aPoint } from '../../support/builders.ts';
import { close } from '../../support/nights.ts';

const quality = { scale: 'rate', kind: 'quality' } as const;
const speed = { scale: 'positive', kind: 'speed' } as const;
const band = aBand({ centre: 0.97, deviation: 0.004, runs: 8 });

t.test('nothing is known without a band', async (t) => {
  t.equal(bandBasis(null, quality, aPoint()), null);
});

t.test('by hand: the seeds of a quality point are runs of their own', async (t) => {
  const basis = bandBasis(band, quality, aPoint({ value: 0.95, spread: 0.003, runs: 3 }));
  t.match(basis, { rule: 'band', centre: 0.97, nights: 1, z: 0 });
  t.match(basis?.baseline, { count: 8, mean: 0 });
  t.ok(close(basis?.baseline.squares as number, 7 * 0.004 ** 2, 1e-15));
  t.equal(basis?.recent.count, 3);
  t.ok(close(basis?.recent.mean as number, -0.02, 1e-15));
  t.ok(close(basis?.recent.squares as number, 2 * 0.003 ** 2, 1e-15));
});

t.test('runs of a speed point share the night and count as one, on logarithms', async (t) => {
  const basis = bandBasis(aBand({ centre: 1000, deviation: 0.01, runs: 5 }), speed, aPoint({ value: 900, runs: 3 }));
  t.ok(close(basis?.centre as number, Math.log(1000)));
  t.ok(close(basis?.recent.mean as number, Math.log(0.9)));
  t.match(basis?.recent, { count: 1, squares: 0 });
});

t.test('a night without a number leaves the level alone', async (t) => {
  const nothing = { count: 0, mean: 0, squares: 0 };
  t.same(bandBasis(band, quality, null)?.recent, nothing);
  t.same(bandBasis(band, quality, aPoint({ value: null }))?.recent, nothing);
});

t.test('the unit of a positive metric does not matter', async () => {
  const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(positive, positive, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (centre, value, unit) => {
      const one = bandBasis(aBand({ centre, deviation: 0.01, runs: 5 }), speed, aPoint({ value }));
      const other = bandBasis(
        aBand({ centre: centre * unit, deviation: 0.01, runs: 5 }),
        speed,
        aPoint({ value: value * unit }),
      );
      return (
        close(one?.recent.mean as number, other?.recent.mean as number) &&
        one?.baseline.squares === other?.baseline.squares
      );
    }),
  );
});
