import t from 'tap';
import { calibratedBand } from '../../../services/core/judge/calibration.ts';
import { aMetric, aSeries } from '../../support/builders.ts';
import { onConvergence } from '../../support/convergence.ts';
import { nightRun } from '../../support/judging.ts';

const speed = aSeries({ definition: aMetric({ name: 'throughput', kind: 'speed', scale: 'positive' }) });
const quality = aSeries({ definition: aMetric({ testSize: undefined }) });
const runs = [1, 2, 3, 4, 5].map((seed) => nightRun(seed, { throughput: 1000 + seed, accuracy: 0.9 + seed / 100 }));

t.test('a band from the clean measured runs, once there are enough', async (t) => {
  t.match(calibratedBand(speed, runs, 5, 3), { kind: 'calibrated', runs: 5 });
  t.equal(calibratedBand(speed, runs, 6, 3), null);
  const tainted = [...runs.slice(1), nightRun(1, { throughput: 1 }, { tainted: ['throttled'] })];
  t.equal(calibratedBand(speed, tainted, 5, 3), null);
  t.match(calibratedBand(speed, [...runs, nightRun(6, {})], 5, 3), { runs: 5 }, 'failures are left out');
  t.equal(calibratedBand(speed, runs.slice(0, 2), 1, 3), null, 'never from fewer than three');
});

t.test('quality counts one run a seed, and only where the author declared no band', async (t) => {
  t.match(calibratedBand(quality, runs, 5, 3), { kind: 'calibrated', runs: 5, reason: /the mean of 3 fresh seeds/ });
  const repeated = runs.map((_, at) => nightRun(1, { accuracy: 0.9 + at / 100 }));
  t.equal(calibratedBand(quality, repeated, 5, 3), null);
  const band = { kind: 'declared', centre: 0.9, deviation: 0.01, seeds: 10, derivation: 'bands.json' } as const;
  t.equal(calibratedBand(aSeries({ definition: aMetric({ band }) }), runs, 5, 3), null);
  const epochs = [34, 35, 35, 36, 34].map((value, at) => nightRun(at, { epochs: value }));
  t.equal(calibratedBand(aSeries({ definition: onConvergence() }), epochs, 5, 3), null, 'judged by its reference');
});
