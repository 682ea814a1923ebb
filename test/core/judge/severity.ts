import fc from 'fast-check';
import t from 'tap';
import { confirmationsAllowed, severityOf } from '../../../services/core/judge/severity.ts';
import type { Basis } from '../../../services/core/model/incident.ts';
import { basisOf } from '../../support/settled.ts';

const below = (basis: Basis | null) => ({ direction: 'below', basis }) as const;
/** A point outside its band, of which no standard normal number is known. */
const byBand = (change: Partial<Basis> = {}) => basisOf({ rule: 'band', z: 0, ...change });

t.test('the distance from the level before in standard errors of both', async (t) => {
  // One night 4 deviations of 1 away, against the mean of 20: 4 / √(1 + 1/20).
  t.ok(Math.abs(severityOf([below(byBand())]) - 4 / Math.sqrt(1.05)) < 1e-12);
  const more = byBand({ recent: { count: 4, mean: 2, squares: 0 } });
  t.ok(
    Math.abs(severityOf([below(more)]) - 2 / Math.sqrt(1 / 4 + 1 / 20)) < 1e-12,
    'either way, and more runs tell more',
  );
});

t.test('the worst series speaks; runs that fail are worse than any number', async (t) => {
  const small = below(byBand({ recent: { count: 1, mean: -1, squares: 0 } }));
  t.equal(severityOf([small, below(byBand())]), severityOf([below(byBand())]));
  t.equal(severityOf([small, { direction: 'invalid', basis: null }]), Number.POSITIVE_INFINITY);
  const exact = byBand({ baseline: { count: 20, mean: 0, squares: 0 } });
  t.equal(severityOf([below(exact)]), Number.POSITIVE_INFINITY, 'a level without any spread was left for certain');
});

t.test(
  'where a suspicion has a standard normal number, that is the distance: it counts the correlation of nights',
  async (t) => {
    const nights = { recent: { count: 9, mean: -2, squares: 0 }, nights: 9 };
    t.equal(severityOf([below(basisOf({ ...nights, z: -3.1 }))]), 3.1);
    t.equal(severityOf([below(basisOf({ ...nights, z: 3.1 }))]), 3.1);
    t.ok(severityOf([below(byBand(nights))]) > 4, 'of nights on their own it would be more');
    const shift = below(basisOf({ z: -5 }));
    t.equal(severityOf([below(byBand()), shift]), 5, 'a shift and a point outside its band are told on one scale');
  },
);

t.test('nothing recent is known: it waits behind everything that has a number', async (t) => {
  t.equal(severityOf([below(null)]), 0);
  t.equal(severityOf([{ direction: 'changed', basis: basisOf({ recent: { count: 0, mean: 0, squares: 0 } }) }]), 0);
});

t.test('a share of the night’s runs, at least four confirmations', async (t) => {
  t.equal(confirmationsAllowed(0), 4);
  t.equal(confirmationsAllowed(213), 4, '15 % of 213 runs are 31.95, which is 3 at 8 runs each');
  t.equal(confirmationsAllowed(1000), 18, '15 % of 1,000 runs are 150, which is 18 at 8 runs each');
  t.equal(confirmationsAllowed(1000, 0.5), 62);
  fc.assert(
    fc.property(fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true }), (runs, share) => {
      const allowed = confirmationsAllowed(runs, share);
      t.ok(allowed === 4 || 8 * allowed <= share * runs, `${allowed} of ${runs} at ${share}`);
    }),
  );
});
