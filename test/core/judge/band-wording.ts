import t from 'tap';
import { bandWidth, describeBand } from '../../../services/core/judge/band-wording.ts';
import { predictionBand } from '../../../services/core/statistics/band.ts';
import { aBand, aMetric } from '../../support/builders.ts';

const speed = { scale: 'positive', unit: 'examples/s' } as const;
const share = { scale: 'rate', unit: 'share' } as const;

t.test('a ratio is told in percent, other numbers in their unit', async (t) => {
  t.equal(bandWidth({ low: 990, centre: 1000, high: 1010 }, speed), '± 1 %');
  t.equal(bandWidth({ low: 0.9588, centre: 0.97, high: 0.9812 }, share), '± 0.011 share');
  t.equal(bandWidth({ low: 11_876, centre: 12_000, high: 12_124 }, { scale: 'count', unit: 'steps' }), '± 120 steps');
  t.equal(bandWidth({ low: 5, centre: 5, high: 5 }, { scale: 'real', unit: 'loss' }), '± 0 loss');
});

t.test('both sides are told where they differ', async (t) => {
  t.equal(bandWidth({ low: 800, centre: 1000, high: 1250 }, speed), '−20 / +25 %');
  t.equal(bandWidth({ low: 0.97, centre: 0.99, high: 1 }, share), '−0.02 / +0.01 share');
  t.equal(
    bandWidth({ low: Number.NEGATIVE_INFINITY, centre: 0.97, high: 0.98 }, share),
    '−∞ / +0.01 share',
    'a band that ends on one side alone',
  );
});

t.test('where a band comes from is told with its runs', async (t) => {
  const told = (kind: 'reference' | 'declared' | 'calibrated' | 'learned', runs: number) =>
    describeBand(aBand({ kind, runs, low: 0.96, high: 0.98, centre: 0.97 }), share);
  t.equal(told('learned', 6), '± 0.01 share, learned from 6 runs');
  t.equal(told('calibrated', 8), '± 0.01 share, calibrated from 8 runs');
  t.equal(told('declared', 10), '± 0.01 share, declared from 10 runs');
  t.equal(told('reference', 1), "± 0.01 share, from the reference's 1 run");
  const made = predictionBand(
    [1000, 1010, 990, 1005, 995, 1002],
    aMetric({ ...speed, kind: 'speed' }),
    3,
    'calibrated',
  );
  t.equal(describeBand(made, speed), '−4.4 / +4.6 %, calibrated from 6 runs');
});
