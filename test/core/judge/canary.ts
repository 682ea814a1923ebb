import t from 'tap';
import { CANARY_HISTORY_MAX, type CanaryRun, judgeCanary } from '../../../services/core/judge/canary.ts';
import type { Metric } from '../../../services/core/model/metric.ts';
import { aMetric } from '../../support/builders.ts';

const speed = (name: string, change: Partial<Metric> = {}) =>
  aMetric({ name, kind: 'speed', unit: 'MB/s', direction: 'higher', scale: 'positive', ...change });
const COMPUTE = speed('compute');
const SECONDS = speed('seconds', { unit: 's', direction: 'lower' });
const CORRECT = aMetric({ name: 'correct', kind: 'quality', unit: 'share', direction: 'higher', scale: 'rate' });
const LEVEL = speed('level', { direction: 'none', scale: 'real' });

const values = (entries: Readonly<Record<string, number>>) =>
  Object.entries(entries).map(([metric, value]) => ({ metric, value, unit: '' }));
const ran = (entries: Readonly<Record<string, number>>, change: Partial<CanaryRun> = {}): CanaryRun => ({
  outcome: 'measured',
  detail: '',
  measurements: values(entries),
  tainted: [],
  ...change,
});
/** Canaries of a calm host: 1 % up and down around 100. */
const calm = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    values({ compute: 100.5 + (at % 3) - 1, seconds: 2.003, correct: 1, level: 0 }),
  );

t.test('a host learns from its first canaries', async (t) => {
  for (const before of [0, 1, 2])
    t.match(judgeCanary(ran({ compute: 40 }), [COMPUTE], calm(before)), {
      kind: 'learning',
      accepted: true,
      metric: null,
      reason: `learning: ${before} of 3 accepted canaries before this one`,
    });
  t.match(judgeCanary(ran({ compute: 100 }, { tainted: ['throttled'] }), [COMPUTE], []), {
    kind: 'learning',
    accepted: false,
    reason: /disturbed: throttled$/,
  });
});

t.test('slower than its own band and by a tenth at least is out, with the metric and how far', async (t) => {
  const out = judgeCanary(ran({ compute: 70, correct: 1 }), [COMPUTE, CORRECT], calm(12));
  t.match(out, { kind: 'out', accepted: false, metric: 'compute' });
  t.ok(Math.abs((out.change as number) + 0.303) < 0.001);
  t.match(out.reason, /^compute 70 MB\/s is 30 % below this host's 100\.5 MB\/s \(its band .* from 12 canaries\)$/);
  t.match(judgeCanary(ran({ compute: 94 }), [COMPUTE], calm(12)), { kind: 'clean', accepted: false, reason: 'clean' });
  t.match(judgeCanary(ran({ compute: 100 }), [COMPUTE], calm(12)), { kind: 'clean', accepted: true });
});

t.test('ordinary noise of a shared machine is in its band', async (t) => {
  const noisy = [92, 105, 110, 98, 90, 101, 108, 95].map((compute) => values({ compute }));
  t.match(judgeCanary(ran({ compute: 85 }), [COMPUTE], noisy), { kind: 'clean', accepted: true });
  t.match(judgeCanary(ran({ compute: 60 }), [COMPUTE], noisy), { kind: 'out' });
});

t.test('faster is noted, and enters no history', async (t) => {
  const faster = judgeCanary(ran({ compute: 140 }), [COMPUTE], calm(12));
  t.match(faster, { kind: 'clean', accepted: false, metric: null });
  t.match(faster.reason, /^clean; compute 140 MB\/s is 39 % above/);
});

t.test('each metric has its own worse side, and the farthest is named', async (t) => {
  t.match(judgeCanary(ran({ seconds: 2.6 }), [SECONDS], calm(12)), { kind: 'out', metric: 'seconds', reason: /above/ });
  t.match(judgeCanary(ran({ seconds: 1.4 }), [SECONDS], calm(12)), { kind: 'clean', accepted: false });
  t.match(judgeCanary(ran({ level: 3 }), [LEVEL], calm(12)), { kind: 'out', change: 3 });
  const both = ran({ compute: 80, seconds: 9 });
  t.match(judgeCanary(both, [COMPUTE, SECONDS], calm(12)), { kind: 'out', metric: 'seconds' });
});

t.test('a result that is wrong is out however small the difference', async (t) => {
  const wrong = judgeCanary(ran({ compute: 100, correct: 0.75 }), [COMPUTE, CORRECT], calm(12));
  t.match(wrong, { kind: 'out', metric: 'correct', change: -0.25 });
});

t.test('a disturbed canary is judged, but never accepted', async (t) => {
  const tainted = ['others used 60 % of its processors'];
  t.match(judgeCanary(ran({ compute: 100 }, { tainted }), [COMPUTE], calm(12)), { kind: 'clean', accepted: false });
  t.match(judgeCanary(ran({ compute: 50 }, { tainted }), [COMPUTE], calm(12)), {
    kind: 'out',
    reason: /; disturbed: others used 60 % of its processors$/,
  });
});

t.test('a canary that ends badly is the host only where the same image ran before', async (t) => {
  const crash = ran({}, { outcome: 'time-out', detail: 'its limit of 60 s' });
  t.match(judgeCanary(crash, [COMPUTE], calm(3)), { kind: 'out', metric: null, reason: /time-out: its limit/ });
  t.match(judgeCanary(crash, [COMPUTE], calm(2)), { kind: 'failed', accepted: false });
  const lost = ran({}, { outcome: 'image-missing', detail: 'no such image' });
  t.match(judgeCanary(lost, [COMPUTE], calm(12)), { kind: 'failed', reason: /image-missing/ });
});

t.test('only the newest accepted ones count, and a metric that is new has no band yet', async (t) => {
  const old = Array.from({ length: 20 }, () => values({ compute: 1000 }));
  t.match(judgeCanary(ran({ compute: 100 }), [COMPUTE], [...old, ...calm(CANARY_HISTORY_MAX)]), { kind: 'clean' });
  t.match(judgeCanary(ran({ compute: 100, fresh: 5 }), [COMPUTE, speed('fresh')], calm(5)), { kind: 'clean' });
});
