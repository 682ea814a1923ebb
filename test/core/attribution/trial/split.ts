import t from 'tap';
import { seen, splitResult } from '../../../../services/core/attribution/trial/split.ts';
import type { ExperimentRun } from '../../../../services/core/model/experiment.ts';
import { aMetric } from '../../../support/builders.ts';
import { trial } from '../../../support/judging.ts';
import { LOSS, SPEED } from '../../../support/settled.ts';
import { gave, roomFor } from '../../../support/trials.ts';

const loss = LOSS.definition;
const speed = SPEED.definition;
const memory = aMetric({
  name: 'memory',
  kind: 'cost',
  unit: 'MiB',
  direction: 'none',
  scale: 'positive',
  minEffect: 0.01,
});
const metrics = [memory, loss, speed];
const WOBBLE = [0, 0.004, -0.004, 0.002, -0.002, 0.003, -0.003, 0.001];

/** Eight pairs; factors and shifts of the bad side, null: it fails. */
function pairs(moved: { speed?: number; loss?: number; memory?: number } | null): readonly ExperimentRun[] {
  return WOBBLE.flatMap((wobble, pair) =>
    (['good', 'bad'] as const).map((arm) => {
      if (arm === 'bad' && moved === null) return trial(pair, arm, null);
      const change = arm === 'bad' ? (moved ?? {}) : {};
      const noise = arm === 'bad' ? wobble : 0;
      const run = gave(speed, arm, pair, 1000 * (1 + noise) * (change.speed ?? 1));
      const more = [
        { metric: 'loss', value: 1 + noise + (change.loss ?? 0), unit: 'nats' },
        { metric: 'memory', value: 500 * (1 + noise) * (change.memory ?? 1), unit: 'MiB' },
      ];
      return { ...run, measurements: [...run.measurements, ...more] };
    }),
  );
}
const result = (moved: Parameters<typeof pairs>[0], asked: string | null = null) =>
  splitResult(roomFor(8), pairs(moved), metrics, asked);

t.test('the metric that got worst leads, in multiples of its smallest effect', async (t) => {
  const found = result({ speed: 0.5, loss: 2 });
  t.equal(found.metric?.name, 'throughput', '25 of its smallest effects instead of 4');
  t.match(found.result, {
    ...{ kind: 'trial', verdict: 'bad', unresolved: null, reason: 'throughput got worse over 8 pairs' },
    ...{ share: 1, pairs: 8, runs: 16, host: 'host-a' },
  });
  t.ok(Math.abs((found.result.effect ?? 0) + 0.5) < 0.01);
  t.ok(found.result.evidence >= 1000);
  t.match(found.levels, { kind: 'numbers', metric: 'throughput', paired: true, count: 8 });
});

t.test('one that merely changed leads only where none got worse', async (t) => {
  t.equal(result({ memory: 4, loss: 2 }).metric?.name, 'loss');
  const changed = result({ memory: 4 });
  t.equal(changed.metric?.name, 'memory');
  t.equal(changed.result.reason, 'memory changed over 8 pairs');
});

t.test('a bad side that fails', async (t) => {
  const found = result(null);
  t.match(found.levels, { kind: 'failure', signature: 'exit-nonzero: exit code 1' });
  t.match(found.result, { verdict: 'bad', reason: 'the bad side fails over 8 pairs', value: null, effect: null });
  t.equal(
    seen(pairs(null), metrics, null).every(({ worse, fails }) => worse && fails),
    true,
  );
});

t.test('only the metric that was asked about counts', async (t) => {
  const found = result({ speed: 0.5 }, 'loss');
  t.equal(found.metric?.name, 'loss');
  t.match(found.result, {
    verdict: 'good',
    unresolved: null,
    share: 0,
    reason: 'both sides give the same over 8 pairs',
  });
  t.equal(found.levels, null);
  t.equal(result({ speed: 0.5 }, 'throughput').result.verdict, 'bad');
});

t.test('no difference, none yet, and too many lost runs', async (t) => {
  t.match(result({}), { metric: null, levels: null, result: { verdict: 'good', value: null, effect: null, pairs: 8 } });
  const early = splitResult(roomFor(8), pairs({ speed: 0.5 }).slice(0, 2), metrics, null);
  t.match(early.result, { verdict: 'unresolved', unresolved: 'undecided', share: null, pairs: 1 });
  t.match(early.result.reason, 'not decided after 1 pair');
  const lost = Array(6).fill(trial(0, 'bad', null, { outcome: 'pull-failed' }));
  t.match(splitResult(roomFor(8), lost, metrics, null).result, { unresolved: 'lost', evidence: 1, pairs: 0, runs: 6 });
  t.match(splitResult(roomFor(8), [], [], 'none'), { metric: null, result: { unresolved: 'undecided', effect: null } });
});
