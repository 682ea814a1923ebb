import t from 'tap';
import { command } from '../../support/cli.ts';

const run = (id: string, seed: number) => ({
  id,
  seed,
  benchmark: 'toy',
  platform: 'p',
  outcome: 'measured',
  host: 'h',
  endedAt: '2026-11-24T00:00:00Z',
});
const METRIC = {
  ...{ metric: 'throughput', unit: 'examples/s', scale: 'positive', direction: 'higher', minEffect: 0.05 },
  ...{ good: 40_800, bad: 13_600, change: -2 / 3, is: 'worse', goodInBand: true, badInBand: false },
  band: { kind: 'calibrated', low: 37_000, high: 45_000, centre: 40_800, deviation: 0.03, runs: 8, reason: '' },
  bandText: '± 9 %, calibrated from 8 runs',
};
const VIEW = {
  ...{ good: run('run_1', 1), bad: run('run_2', 1), source: 'observed', worse: true },
  environment: [
    {
      kind: 'package',
      title: 'Python packages',
      changes: [
        { factor: 'package:numpy', from: '1.26.4', to: '2.0.0' },
        { factor: 'package:scikit-learn', from: '', to: '1.5' },
      ],
    },
    { kind: 'kernel', title: 'Kernel', changes: [{ factor: 'kernel', from: '6.1', to: '6.2' }] },
  ],
  metrics: [
    METRIC,
    {
      ...METRIC,
      metric: 'memory',
      change: 0.01,
      is: 'same',
      band: null,
      bandText: '',
      goodInBand: null,
      badInBand: null,
    },
  ],
};
const compare = (change: object = {}, args: readonly string[] = []) =>
  command(['compare', 'run_1', 'run_2', ...args], {
    client: { compare: async () => ({ ...VIEW, ...change }) } as never,
  });

t.test('what differs stands as a tree beside the metrics and their bands', async (t) => {
  const { exit, out } = await compare();
  t.equal(exit, 1);
  t.match(out, 'WHAT DIFFERS AROUND toy ON p\n  Python packages\n    numpy         1.26.4 → 2.0.0\n');
  t.match(out, '    scikit-learn  (absent) → 1.5\n  Kernel\n    6.1 → 6.2\n');
  t.match(
    out,
    /throughput +40800 +13600 +examples\/s +−67 % +worse +37000 … 45000 \(± 9 %, calibrated from 8 runs\): good inside, bad outside/,
  );
  t.match(out, /memory .*\+1 % +same \(below 5 %\) +–/);
  t.notMatch(out, /seeds differ/);
});

t.test('nothing worse is no finding; what is not known is said', async (t) => {
  const { exit, out } = await compare({ worse: false, environment: [], source: 'pins', bad: run('run_2', 9) });
  t.equal(exit, 0);
  t.match(out, /\(as pinned: a run recorded no environment\)\n {2}nothing that is recorded/);
  t.match(out, /The seeds differ/);
  t.equal(JSON.parse((await compare({}, ['--json'])).out).worse, true);
});
