import t from 'tap';
import { splitStep, trialStep } from '../../../../services/core/attribution/trial/trial-step.ts';
import type { ExperimentRun } from '../../../../services/core/model/experiment.ts';
import type { Levels } from '../../../../services/core/model/search.ts';
import { normalNoise, trial } from '../../../support/judging.ts';
import { LOSS, SPEED } from '../../../support/settled.ts';
import { carryOut, gave, roomFor } from '../../../support/trials.ts';

const loss = LOSS.definition;
const speed = SPEED.definition;
const alone: Levels = { kind: 'numbers', metric: 'loss', paired: false, good: 1, bad: 2, deviation: 0.1, count: 3 };
const paired: Levels = {
  ...{ kind: 'numbers', metric: 'throughput', paired: true, count: 3 },
  ...{ good: Math.log(1000), bad: Math.log(900), deviation: 0.005 },
};
const tryAlone = (value: (pair: number) => number | null, pairs = 6) =>
  carryOut(
    (runs) => trialStep(roomFor(pairs), runs, alone, loss),
    (arm, pair) => gave(loss, arm, pair, value(pair)),
  );
const tryPaired = (value: (arm: string, pair: number) => number | null, pairs = 6) =>
  carryOut(
    (runs) => trialStep(roomFor(pairs), runs, paired, speed),
    (arm, pair) => gave(speed, arm, pair, value(arm, pair)),
  );

t.test('where the seed alone makes the noise, the mixture runs alone', async (t) => {
  t.match(
    tryAlone(() => 1),
    { order: ['bad 11', 'bad 12'], reason: 'good after 2 runs' },
  );
  t.match(
    tryAlone(() => 2),
    { reason: 'bad after 2 runs' },
  );
  t.match(
    tryAlone(() => 1.5, 4),
    { reason: 'undecided after its 4 runs' },
  );
  t.match(
    tryAlone(() => 1, 2),
    { reason: 'good at its bound' },
  );
  t.match(
    tryAlone(() => null),
    { order: ['bad 11', 'bad 12'], reason: 'broken after 2 runs' },
  );
});

t.test('where the host is felt, pairs in the order ABBA on shared seeds', async (t) => {
  const found = tryPaired((arm) => (arm === 'good' ? 1000 : 901));
  t.match(found, { order: ['good 11', 'bad 11', 'bad 12', 'good 12'], reason: 'bad after 2 pairs' });
});

t.test('a mixture that failed is repeated at once, without its good side', async (t) => {
  const broken = tryPaired((arm) => (arm === 'good' ? 1000 : null));
  t.match(broken, { order: ['good 11', 'bad 11', 'bad 12'], reason: 'broken after 2 pairs' });
  const once = tryPaired((arm, pair) => (arm === 'bad' && pair === 1 ? null : 1000));
  t.same(once.order, ['good 11', 'bad 11', 'bad 12', 'good 13', 'bad 13']);
  const host = tryPaired((arm) => (arm === 'good' ? null : 1000));
  t.match(host.reason, /^lost after/);
});

t.test('what the infrastructure took is repeated, up to six runs', async (t) => {
  const lost = trial(0, 'bad', null, { outcome: 'host-lost' });
  const again = { kind: 'run', pair: 0, arm: 'bad', seed: 11 };
  t.same(trialStep(roomFor(3), [lost], alone, loss), again);
  const six: ExperimentRun[] = Array(6).fill(lost);
  const stop = { kind: 'stop', reason: /^6 runs were lost to the infrastructure/ };
  t.match(trialStep(roomFor(3), six, alone, loss), stop);
  t.match(splitStep(roomFor(3), six, [loss], null), stop);
});

/** Throughput and loss of either side, with noise of 1 % and 0.1. */
function splitOf(
  change: { readonly speed?: number; readonly loss?: number; readonly fails?: boolean },
  asked: string | null,
  pairs = 12,
) {
  const noise = normalNoise(7);
  return carryOut(
    (runs) => splitStep(roomFor(pairs), runs, [speed, loss], asked),
    (arm, pair) => {
      const moved = arm === 'bad';
      if (moved && change.fails) return trial(pair, arm, null);
      const fast = 1000 * Math.exp((moved ? (change.speed ?? 0) : 0) + 0.01 * noise());
      const value = 1 + (moved ? (change.loss ?? 0) : 0) + 0.1 * noise();
      const other = { metric: 'loss', value, unit: 'nats' };
      const run = gave(speed, arm, pair, fast);
      return { ...run, measurements: [...run.measurements, other] };
    },
  );
}

t.test('a split runs interleaved pairs until any metric is confirmed to be worse', async (t) => {
  const slower = splitOf({ speed: -0.3 }, null);
  t.same(slower.order.slice(0, 6), ['good 11', 'bad 11', 'bad 12', 'good 12', 'good 13', 'bad 13']);
  t.match(slower.reason, /^decided after [4-8] pairs$/);
  t.comment(`30 σ slower: ${slower.reason}`);
  t.match(splitOf({ fails: true }, null).reason, /^decided after [3-6] pairs$/);
  t.match(splitOf({}, null).reason, /^decided after \d+ pairs$/, 'both are dismissed');
  t.match(splitOf({ speed: -0.3 }, null, 3).reason, 'undecided after its 3 pairs');
});

t.test('one that got better ends it only where it was asked about', async (t) => {
  const better = splitOf({ speed: 0.3, loss: 0.2 }, null);
  const asked = splitOf({ speed: 0.3, loss: 0.2 }, 'throughput');
  t.match(asked.reason, /^decided after \d pairs$/);
  t.ok(better.order.length > asked.order.length, `${better.order.length} runs instead of ${asked.order.length}`);
});

t.test('a split may be decided by the last pair that it has room for', async (t) => {
  const needs = splitOf({ speed: -0.3 }, null).order.length / 2;
  t.equal(splitOf({ speed: -0.3 }, null, needs).reason, `decided after its ${needs} pairs`);
});
