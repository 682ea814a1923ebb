import t from 'tap';
import {
  change,
  changeOf,
  day,
  findingOf,
  minute,
  number,
  odds,
  quantity,
} from '../../../services/core/reporting/wording.ts';
import { aBasis } from '../../support/builders.ts';
import { ACCURACY, THROUGHPUT } from '../../support/reporting.ts';

t.test('changes carry their sign and the words of their scale', async (t) => {
  t.equal(change(-0.6123, 'positive', 'examples/s'), '−61 %');
  t.equal(change(0.00423, 'positive', 's'), '+0.42 %');
  t.equal(change(7.5, 'positive', 's'), '+750 %');
  t.equal(change(-0.0134, 'rate', 'share'), '−1.3 percentage points');
  t.equal(change(3, 'count', 'epochs'), '+3 epochs');
  t.equal(change(-0.251, 'real', 'nats'), '−0.25 nats');
});

t.test('a finding is against the band, or against the level before where the band still holds it', async (t) => {
  t.equal(findingOf(THROUGHPUT), 'below its band');
  t.equal(findingOf({ ...THROUGHPUT, basis: aBasis({ rule: 'band' }) }), 'below its band');
  t.equal(findingOf({ ...THROUGHPUT, direction: 'above', basis: aBasis() }), 'above its level before');
  t.equal(findingOf(ACCURACY), 'in its band, with other numbers for the same seed');
  t.equal(findingOf({ ...ACCURACY, direction: 'invalid' }), 'gives no valid value');
});

t.test('numbers and quantities', async (t) => {
  t.equal(number(-12345.6), '−12,346');
  t.equal(number(0.97), '0.97');
  t.equal(quantity(2, 'a|b'), '2 a\\|b');
  t.equal(quantity(null, 's'), '—');
});

t.test('evidence is told by the power of ten below it, as far as a million', async (t) => {
  t.equal(odds(52_000), 'more than 10,000 : 1');
  t.equal(odds(10_000), 'more than 1,000 : 1', 'no more than it is');
  t.equal(odds(11), 'more than 10 : 1');
  t.equal(odds(9.5), '9.5 : 1');
  t.equal(odds(1), '1 : 1');
  t.equal(odds(Number.POSITIVE_INFINITY), 'more than 1,000,000 : 1');
});

t.test('times are UTC to the minute, and a day in titles', async (t) => {
  t.equal(minute('2026-11-24T02:30:59.123Z'), '2026-11-24 02:30 UTC');
  t.equal(day('2026-11-24T02:30:59.123Z'), '2026-11-24');
});

t.test('a series without a number for its change has none', async (t) => {
  const series = {
    seriesId: 's',
    metric: 'm',
    unit: 'u',
    direction: 'below',
    value: 1,
    low: 2,
    high: 3,
    basis: null,
  } as const;
  t.equal(changeOf({ ...series, confirmation: null }, 'real'), null);
  const confirmation = {
    decision: 'confirmed',
    good: 1,
    bad: 2,
    effect: 1,
    interval: null,
    pairs: 4,
    median: null,
    evidence: 9,
  } as const;
  t.equal(changeOf({ ...series, confirmation }, 'real'), '+1 u');
  t.equal(changeOf({ ...series, confirmation: { ...confirmation, effect: null } }, 'real'), null);
});
