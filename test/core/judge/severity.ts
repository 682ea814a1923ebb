import fc from 'fast-check';
import t from 'tap';
import { confirmationsAllowed, severityOf } from '../../../services/core/judge/severity.ts';
import { basisOf } from '../../support/settled.ts';

const below = (basis: ReturnType<typeof basisOf> | null) => ({ direction: 'below', basis }) as const;

t.test('the distance from the level before in standard errors of both', async (t) => {
  // One night 4 deviations of 1 away, against the mean of 20: 4 / √(1 + 1/20).
  t.ok(Math.abs(severityOf([below(basisOf())]) - 4 / Math.sqrt(1.05)) < 1e-12);
  const more = basisOf({ recent: { count: 4, mean: 2, squares: 0 } });
  t.ok(
    Math.abs(severityOf([below(more)]) - 2 / Math.sqrt(1 / 4 + 1 / 20)) < 1e-12,
    'either way, and more runs tell more',
  );
});

t.test('the worst series speaks; runs that fail are worse than any number', async (t) => {
  const small = below(basisOf({ recent: { count: 1, mean: -1, squares: 0 } }));
  t.equal(severityOf([small, below(basisOf())]), severityOf([below(basisOf())]));
  t.equal(severityOf([small, { direction: 'invalid', basis: null }]), Number.POSITIVE_INFINITY);
  const exact = basisOf({ baseline: { count: 20, mean: 0, squares: 0 } });
  t.equal(severityOf([below(exact)]), Number.POSITIVE_INFINITY, 'a level without any spread was left for certain');
});

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
