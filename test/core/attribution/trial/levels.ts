import t, { type Test } from 'tap';
import { levelsOf } from '../../../../services/core/attribution/trial/levels.ts';
import { aMetric } from '../../../support/builders.ts';
import { trial } from '../../../support/judging.ts';
import { LOSS, SPEED } from '../../../support/settled.ts';
import { gave } from '../../../support/trials.ts';

const speed = SPEED.definition;
const loss = LOSS.definition;
type Value = number | null;
const pairs = (metric: { name: string }, good: readonly Value[], bad: readonly Value[]) => [
  ...good.map((value, pair) => gave(metric, 'good', pair, value)),
  ...bad.map((value, pair) => gave(metric, 'bad', pair, value)),
];
const near = (t: Test, found: unknown, expected: number) => t.ok(Math.abs(Number(found) - expected) < 1e-9, `${found}`);

t.test('a metric that feels the host: the mean of both sides and the spread of the differences', async (t) => {
  const found = levelsOf(pairs(speed, [1000, 1100, 1210], [900, 880, 1089]), speed);
  t.match(found, { kind: 'numbers', metric: 'throughput', paired: true, count: 3 });
  if (found?.kind !== 'numbers') return;
  near(t, found.good, Math.log(1100));
  near(t, found.bad, (Math.log(900) + Math.log(880) + Math.log(1089)) / 3);
  // Differences ln 0.9, ln 0.8, ln 0.9: their spread is (ln 0.9 − ln 0.8)/√3.
  near(t, found.deviation, Math.log(0.9 / 0.8) / Math.sqrt(3));
});

t.test('a pair in which one side failed is left out', async (t) => {
  const found = levelsOf(pairs(speed, [1000, 1000, 9000, null], [900, 900, null, 1]), speed);
  t.match(found, { count: 2, good: Math.log(1000) });
  t.equal(levelsOf(pairs(speed, [1000, 1000, null], [900, null, 900]), speed), null, 'one pair has no spread');
});

t.test('a metric that varies with the seed: the spread of single runs around their own side', async (t) => {
  const found = levelsOf(pairs(loss, [1, 3], [5, 6, 7]), loss);
  t.match(found, { kind: 'numbers', metric: 'loss', paired: false, good: 2, bad: 6, count: 2 });
  near(t, found?.kind === 'numbers' && found.deviation, Math.sqrt((2 + 2) / 3));
  t.equal(levelsOf(pairs(loss, [1, 3], [5]), loss), null);
});

t.test('runs that repeat to the last bit still have a spread above 0', async (t) => {
  const rounded = levelsOf(pairs(loss, [0.25, 0.25], [0.5, 0.5]), loss);
  near(t, rounded?.kind === 'numbers' && rounded.deviation, 0.01 / Math.sqrt(12));
  const fast = levelsOf(pairs(speed, [1000, 1000], [900, 900]), speed);
  near(t, fast?.kind === 'numbers' && fast.deviation, 0.003 * Math.SQRT2);
  const slow = levelsOf(pairs(speed, [2, 2], [1, 1]), speed);
  near(t, slow?.kind === 'numbers' && slow.deviation, (0.5 / Math.sqrt(12)) * Math.SQRT2);
});

t.test('where most runs of the bad side fail and those of the good one do not, its commonest failure', async (t) => {
  const metric = aMetric();
  const fails = (pair: number, detail: string) => ({ ...trial(pair, 'bad', null), detail });
  const bad = [fails(0, 'exit code 3'), fails(1, 'exit code 1: KeyError: 1'), fails(2, 'exit code 1: KeyError: 2')];
  const good = [0, 1, 2].map((pair) => trial(pair, 'good', 0.9));
  t.same(levelsOf([...good, ...bad], metric), {
    kind: 'failure',
    metric: 'accuracy',
    paired: false,
    signature: 'exit-nonzero: exit code 1: KeyError: <number>',
  });
  t.equal(levelsOf([...good.map((run) => ({ ...run, measurements: [] })), ...bad], metric), null, 'both fail');
  t.equal(levelsOf([], metric), null);
});
