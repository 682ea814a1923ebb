import t from 'tap';
import type { HealthFiguresView, JudgeHealth, SpreadView } from '../../../services/core/model/api/health.ts';
import { aMetric, aSeries } from '../../support/builders.ts';
import { command } from '../../support/cli.ts';

const FIGURES: HealthFiguresView = {
  suspicions: 12,
  confirmed: 4,
  dismissed: 6,
  open: 2,
  falseAlarms: { share: 0.6, low: 0.2624, high: 0.8784 },
  worse: 3,
  better: 1,
  failed: 0,
  oneSidedP: 0.625,
  runs: 960,
  reruns: 36,
  rerunsPerSuspicion: 3,
  rerunShare: 0.0375,
  alarms: [],
};
const SPREAD: SpreadView = {
  profile: { kind: 'ok', nights: 90, correlation: 0, outliers: 0, skewness: 0, unexplained: 0.4 },
  deviation: 0.0123,
  baseline: 90,
  detectable: [
    { nights: 3, sigmas: 2.1, effect: 0.0456, atMinEffect: false },
    { nights: 7, sigmas: 1.4, effect: 0.03, atMinEffect: true },
    { nights: 14, sigmas: 1.4, effect: 0.03, atMinEffect: true },
  ],
};
const speed = aSeries({ metric: 'throughput', definition: aMetric({ scale: 'positive', unit: 'examples/s' }) });

function health(change: Partial<JudgeHealth> = {}): JudgeHealth {
  return {
    project: 'default',
    from: '2026-08-26T05:00:00.000Z',
    to: '2026-11-24T05:00:00.000Z',
    figures: FIGURES,
    series: [
      { series: speed, figures: FIGURES, spread: SPREAD },
      { series: aSeries(), figures: { ...FIGURES, falseAlarms: null }, spread: { ...SPREAD, deviation: 0.00246 } },
      { series: aSeries({ metric: 'loss' }), figures: { ...FIGURES, alarms: ['odd'] }, spread: null },
    ],
    more: 0,
    ...change,
  };
}

t.test('figures and a row for each series', async (t) => {
  const asked: unknown[] = [];
  const judgeHealth = async (query?: unknown) => {
    asked.push(query);
    return health();
  };
  const { exit, out } = await command(['health', '--days', '30', '--benchmark', 'digits'], { client: { judgeHealth } });
  t.equal(exit, 0);
  t.match(asked, [{ days: 30, benchmark: 'digits' }]);
  t.match(out, '2026-08-26 to 2026-11-24: 12 suspicions, 4 real, 6 not, 2 open');
  t.match(out, 'False alarms: 60 % (26 % … 88 %). Changes for the worse : for the better 3 : 1, and 0 failures.');
  t.match(out, 'Re-runs: 36 of 960 runs (3.8 %), 3.0 a suspicion.');
  t.match(out, /throughput +12 +60 % \(26 % … 88 %\) +3:1 +36 +ok +1\.2 % +4\.6 % +≥ 3 % +≥ 3 %/);
  t.match(out, /accuracy +12 +– +3:1 +36 +ok +0\.0025 share +0\.046 share/);
  t.match(out, /loss +12 .* 3:1 \(alarm\) +36 +– +– +– +– +–/);
});

t.test('an alarm is a finding', async (t) => {
  const none = { rerunsPerSuspicion: null, rerunShare: null };
  const figures = { ...FIGURES, ...none, alarms: ['8 of 8 confirmed changes are regressions'] };
  const { exit, out } = await command(['health'], {
    client: { judgeHealth: async () => health({ figures, series: [], more: 7 }) },
  });
  t.equal(exit, 1);
  t.match(out, 'ALARM: 8 of 8 confirmed changes are regressions');
  t.match(out, 'Re-runs: 36 of 960 runs.');
  t.match(out, 'and 7 more: name a benchmark or a platform');
  const json = await command(['health', '--json'], { client: { judgeHealth: async () => health() } });
  t.equal(JSON.parse(json.out).figures.suspicions, 12);
});
