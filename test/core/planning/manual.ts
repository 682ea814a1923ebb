import t from 'tap';
import { type ManualInput, planManual } from '../../../services/core/planning/manual.ts';
import { CONTENT, catalogOf, countingIds, manifest, pinFileOf, pinsOf } from '../../support/planning.ts';

const a = manifest('a');
const wide = manifest('wide', { platforms: ['cpu-x86_64', 'gpu'] });
const input = (change: Partial<ManualInput> = {}): ManualInput => ({
  catalog: catalogOf(a, wide),
  pinFile: pinFileOf(pinsOf(a), pinsOf(wide), pinsOf(wide, 'gpu')),
  content: CONTENT,
  project: 'default',
  benchmark: 'a',
  purpose: 'manual',
  now: new Date('2026-11-24T12:00:00Z'),
  ids: countingIds(),
  ...change,
});
const seeds = (change: Partial<ManualInput>) => planManual(input(change)).map((run) => run.seed);

t.test("a manual run has the manifest's first seed and goes before the night", async (t) => {
  t.match(planManual(input()), [
    { id: 'run_00000001', purpose: 'manual', priority: 10, seed: 1, nightId: null, pins: { benchmark: 'a' } },
  ]);
  t.strictSame(seeds({ seeds: [9, 8] }), [9, 8]);
});

t.test('a calibration has as many seeds as are wanted, the own ones first', async (t) => {
  t.strictSame(seeds({ purpose: 'calibration' }), [1, 2, 3]);
  const many = seeds({ purpose: 'calibration', count: 8 });
  t.equal(new Set(many).size, 8);
  t.strictSame(many.slice(0, 3), [1, 2, 3]);
  t.match(planManual(input({ purpose: 'calibration', seeds: [4] })), [{ seed: 4, priority: 30 }]);
});

t.test('the platform may be left out when there is one', async (t) => {
  t.match(planManual(input({ benchmark: 'wide', platform: 'gpu' })), [{ pins: { platform: 'gpu' } }]);
  t.throws(() => planManual(input({ benchmark: 'wide' })), { code: 'INPUT_INVALID', message: /cpu-x86_64, gpu/ });
});

t.test('configuration keys can be set for a manual run alone', async (t) => {
  t.match(planManual(input({ set: { epochs: '9' } })), [{ pins: { config: { epochs: 9, optimizer: 'sgd' } } }]);
  t.throws(() => planManual(input({ set: { epoch: 9 } })), {
    code: 'INPUT_INVALID',
    message: /known: augment, epochs/,
  });
  t.throws(() => planManual(input({ set: { epochs: 9 }, purpose: 'calibration' })), { code: 'INPUT_INVALID' });
});

t.test('what does not exist is refused with what does', async (t) => {
  t.throws(() => planManual(input({ benchmark: 'x' })), { code: 'UNKNOWN_BENCHMARK', message: /"x".*known: a, wide/ });
  t.throws(() => planManual(input({ catalog: catalogOf() })), { code: 'UNKNOWN_BENCHMARK', message: /known: none/ });
  t.throws(() => planManual(input({ platform: 'tpu' })), { code: 'UNKNOWN_PLATFORM', message: /"tpu".*cpu-x86_64/ });
});

t.test('what is not wholly and freshly pinned is refused', async (t) => {
  t.throws(() => planManual(input({ pinFile: null })), { code: 'NOT_PINNED' });
  t.throws(() => planManual(input({ pinFile: pinFileOf(pinsOf(a, 'cpu-x86_64', { env: {} })) })), {
    code: 'PIN_STALE',
    message: 'a on cpu-x86_64: env OMP_NUM_THREADS is pinned as absent and is now "1"',
  });
  t.throws(() => planManual(input({ content: { unreadable: 'train.py: gone' } })), { code: 'CATALOG_INVALID' });
  t.equal(planManual(input({ content: undefined })).length, 1, 'without the files the rest is checked');
});

t.test('the number of runs and the seeds are bounded', async (t) => {
  for (const change of [
    { seeds: [] },
    { purpose: 'calibration', count: 0 },
    { purpose: 'calibration', count: 1.5 },
    { seeds: new Array<number>(101).fill(1) },
    { seeds: [-1] },
    { seeds: [2 ** 31] },
    { seeds: [0.5] },
  ] as const) {
    t.throws(() => planManual(input(change)), { code: 'INPUT_INVALID' }, JSON.stringify(change).slice(0, 60));
  }
});
