import t from 'tap';
import { type FleetSettings, watchFleet } from '../../../services/core/simulate/fleet.ts';
import { NOISES, type NoiseModel } from '../../../services/core/simulate/noise.ts';
import { CALM, madeNoise } from '../../support/made-noise.ts';

const base: FleetSettings = {
  noise: madeNoise(CALM, [0, 0.5, -0.5]),
  series: 10,
  history: 60,
  nights: 20,
  moving: 3,
  shift: 8,
  maxPairs: 12,
  seed: 1,
};

t.test('the series that move are found, the others are left alone', async (t) => {
  const found = watchFleet(base);
  t.match(found, { found: 3, wrong: 0 });
  t.ok(found.reruns >= 9, 'three re-runs each');
  t.match(watchFleet({ ...base, moving: 0 }), { found: 0, wrong: 0, reruns: 0 });
});

t.test('a confirmation of a series that nobody moved is wrong', async (t) => {
  // This noise itself jumps on the 71st night and stays there.
  const jumps = [...Array.from({ length: 70 }, (_, i) => CALM[i % CALM.length] as number), ...CALM.map((x) => x + 8)];
  const noise = madeNoise(jumps, [8, 8.5, 7.5]);
  t.match(watchFleet({ ...base, noise, moving: 0, series: 4 }), { found: 0, wrong: 4 });
});

t.test('one re-run a night confirms nothing on the first night', async (t) => {
  t.match(watchFleet({ ...base, maxPairs: 1, nights: 1 }), { found: 0, wrong: 0 });
});

t.test('in normal noise shifts of 3 σ are found, and few others', async (t) => {
  const noise = NOISES.normal as NoiseModel;
  const settings = { ...base, noise, series: 50, moving: 4, shift: 3, nights: 40 };
  const repeats = [1, 2, 3].map((seed) => watchFleet({ ...settings, seed }));
  t.ok(repeats.reduce((sum, { found }) => sum + found, 0) >= 11, 'of 12');
  t.ok(repeats.reduce((sum, { wrong }) => sum + wrong, 0) <= 2);
  t.same(watchFleet(settings), repeats[0], 'and again the same');
});
