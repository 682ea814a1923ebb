import t from 'tap';
import { NOISES, type NoiseModel } from '../../../services/core/simulate/noise.ts';
import { randomStream } from '../../../services/core/simulate/random.ts';
import { type WatchSettings, watchSeries } from '../../../services/core/simulate/series.ts';
import { CALM, madeNoise } from '../../support/made-noise.ts';

const base: WatchSettings = {
  noise: NOISES.normal as NoiseModel,
  history: 60,
  nights: 30,
  shift: 0,
  drift: 0,
  maxPairs: 12,
};
const watched = (settings: Partial<WatchSettings>, count: number) =>
  Array.from({ length: count }, (_, i) => watchSeries({ ...base, ...settings }, randomStream(1, i)));

t.test('calm noise costs nothing', async (t) => {
  const found = watchSeries({ ...base, noise: madeNoise(CALM, [0]) }, randomStream(1, 0));
  t.same(found, { nights: 30, alarm: null, suspicions: 0, reruns: 0, evidence: [] });
});

t.test('a shift of 8 σ is confirmed on its first night by three re-runs, or by three pairs', async (t) => {
  const alone = watchSeries({ ...base, noise: madeNoise(CALM, [0, 0.5, -0.5]), shift: 8 }, randomStream(1, 0));
  t.match(alone, { nights: 1, alarm: 0, suspicions: 1, reruns: 3 });
  t.ok((alone.evidence[0] as number) >= 1_000);
  const made = madeNoise(CALM, [0.2, -0.2, 0.3, -0.3, 0.1, -0.1], true);
  const pairs = watchSeries({ ...base, noise: made, shift: 8 }, randomStream(1, 0));
  t.match(pairs, { alarm: 0, suspicions: 1 });
  t.equal(pairs.reruns % 2, 0);
});

t.test('a drift is found later than a shift of its size on the first night', async (t) => {
  const found = watched({ drift: 0.5 }, 20);
  t.ok(found.every(({ alarm }) => alarm !== null && alarm >= 1 && alarm < 20));
});

t.test('every suspicion leaves its evidence, also one that the last night cuts short', async (t) => {
  const stable = watched({ nights: 100 }, 60);
  t.ok(stable.some(({ suspicions }) => suspicions > 0));
  for (const one of stable) t.equal(one.evidence.length, one.suspicions);
  const cut = watchSeries(
    { ...base, noise: madeNoise(CALM, [0]), shift: 8, nights: 1, maxPairs: 1 },
    randomStream(1, 0),
  );
  t.match(cut, { alarm: null, suspicions: 1, reruns: 1 });
  t.equal(cut.evidence.length, 1);
});

t.test('the same stream gives the same night by night', async (t) => {
  t.same(watched({ shift: 1 }, 5), watched({ shift: 1 }, 5));
});

t.test('stable noise hardly ever alarms; 3 σ are found within three nights', async (t) => {
  const stable = watched({}, 200);
  t.ok(stable.filter(({ alarm }) => alarm !== null).length <= 2, 'of 6,000 nights');
  const moved = watched({ shift: 3, nights: 3 }, 200);
  t.ok(moved.filter(({ alarm }) => alarm !== null).length >= 180, 'of 200 series');
  t.ok(moved.every(({ alarm, nights }) => nights === (alarm ?? 2) + 1));
});
