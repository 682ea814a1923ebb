import t from 'tap';
import { NOISES } from '../../../services/core/simulate/noise.ts';
import { type DetectionOptions, detectionSettings } from '../../../services/core/simulate/options.ts';
import { ownNoise } from '../../../services/core/simulate/own-noise.ts';

const NONE: DetectionOptions = {
  noise: [],
  sigma: null,
  history: null,
  nights: null,
  series: null,
  seed: [],
  shift: [],
  drift: [],
  fleet: [],
  pairs: null,
};
const own = ownNoise([Float64Array.from({ length: 40 }, (_, i) => 100 + (i % 2))], false);
const settings = (options: Partial<DetectionOptions>, noise: typeof own | null = null) =>
  detectionSettings({ ...NONE, ...options }, noise);

t.test('nothing typed: every made noise, and the four usual shifts', async (t) => {
  const { noises, ...rest } = settings({});
  t.same(
    noises.map(({ name }) => name),
    Object.keys(NOISES),
  );
  t.same(rest, {
    ...{ sigma: null, history: 60, nights: 60, series: 200, seeds: [1], maxPairs: 12 },
    ...{ shifts: [1, 1.5, 2, 3], drifts: [0.1], fleets: [] },
  });
});

t.test('everything typed', async (t) => {
  const found = settings({
    ...{ noise: ['hosts', 'normal', 'hosts'], sigma: '2%', history: '30', nights: '90', series: '7', pairs: '5' },
    ...{ seed: ['1..3', '3', '9'], shift: ['3%', '-1.5', '1.50 %'], drift: ['none'], fleet: ['200:4', '10:0'] },
  });
  t.same(
    found.noises.map(({ name }) => name),
    ['hosts', 'normal'],
  );
  t.match(found, { sigma: 0.02, history: 30, nights: 90, series: 7, maxPairs: 5, seeds: [1, 2, 3, 9], drifts: [] });
  t.same(found.shifts, [1.5, -1.5, 0.75]);
  t.same(found.fleets, [
    { series: 200, moving: 4 },
    { series: 10, moving: 0 },
  ]);
  t.equal(settings({ sigma: '0.005' }).sigma, 0.005);
});

t.test('own values are a noise of their own and know their σ', async (t) => {
  t.same(
    settings({}, own).noises.map(({ name }) => name),
    ['yours'],
  );
  t.equal(settings({}, own).sigma, own.sigma);
  t.equal(settings({ sigma: '3%' }, own).sigma, 0.03, 'what is typed goes before it');
  t.equal(settings({ noise: ['all'] }, own).noises.at(-1)?.name, 'yours');
  t.ok(Math.abs((settings({ shift: ['1%'] }, own).shifts[0] as number) - 0.01 / (own.sigma as number)) < 1e-12);
});

t.test('what cannot be meant is refused with the option and the text', async (t) => {
  const refused: [Partial<DetectionOptions>, RegExp][] = [
    [{ noise: ['gauss'] }, /^--noise gauss: expected one of all, normal, heavy, /],
    [{ noise: ['toString'] }, /^--noise toString: /],
    [{ noise: ['yours'] }, /^--noise yours: .*needs --values/],
    [{ sigma: '0%' }, /^--sigma 0%: expected a share/],
    [{ sigma: 'much' }, /^--sigma much: /],
    [{ shift: ['3%'] }, /^--shift 3%: a size in per cent needs --sigma/],
    [{ shift: ['0'] }, /^--shift 0: expected a size/],
    [{ shift: ['2', 'none'] }, /^--shift none: /],
    [{ shift: ['1e9'] }, /^--shift 1e9: /],
    [{ sigma: '1%', drift: ['x%'] }, /^--drift x%: /],
    [{ seed: ['5..1'] }, /^--seed 5\.\.1: /],
    [{ seed: ['1..101'] }, /^--seed 1\.\.101: /],
    [{ seed: ['one'] }, /^--seed one: /],
    [{ seed: ['1000001'] }, /^--seed 1000001: /],
    [{ fleet: ['200'] }, /^--fleet 200: expected series:moving/],
    [{ fleet: ['4:5'] }, /^--fleet 4:5: /],
    [{ fleet: ['0:0'] }, /^--fleet 0:0: /],
    [{ history: '-1' }, /^--history -1: expected a whole number from 0 to 1000/],
    [{ nights: '0' }, /^--nights 0: /],
    [{ series: '1e3' }, /^--series 1e3: /],
    [{ pairs: '101' }, /^--pairs 101: /],
    [{ series: '1000000' }, /^these are \d+ nights of series; ask for 100000000 at most/],
  ];
  for (const [options, message] of refused) {
    t.throws(() => settings(options), { code: 'USAGE', message }, JSON.stringify(options));
  }
});
