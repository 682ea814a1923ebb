import t from 'tap';
import { standing } from '../../../../services/core/attribution/trial/votes.ts';
import type { ExperimentRun } from '../../../../services/core/model/experiment.ts';
import type { Levels } from '../../../../services/core/model/search.ts';
import { trial } from '../../../support/judging.ts';
import { LOSS } from '../../../support/settled.ts';
import { gave } from '../../../support/trials.ts';

const metric = LOSS.definition;
const alone: Levels = { kind: 'numbers', metric: 'loss', paired: false, good: 1, bad: 2, deviation: 0.1, count: 3 };
const paired: Levels = { ...alone, paired: true };
const failing: Levels = {
  kind: 'failure',
  metric: 'loss',
  paired: false,
  signature: 'exit-nonzero: exit code 1: KeyError: <number>',
};
const mixture = (...values: (number | null)[]) => values.map((value, pair) => gave(metric, 'bad', pair, value));
const crash = (pair: number, detail: string): ExperimentRun => ({ ...trial(pair, 'bad', null), detail });

t.test('alone: by hand', async (t) => {
  // 4 degrees of freedom, unit 4 · 0.1² · 4/3; at 1.4: (5/2) · (ln(1 + 0.16/unit) − ln(1 + 0.36/unit)).
  const unit = (4 * 0.01 * 4) / 3;
  const expected = 2.5 * (Math.log1p(0.16 / unit) - Math.log1p(0.36 / unit));
  const found = standing(mixture(1.4), alone, metric);
  t.ok(Math.abs(found.log - expected) < 1e-9, `${found.log}`);
  t.match(found, { verdict: null, votes: 1, failedAlike: 0 });
});

t.test('paired: only the difference within a pair counts; by hand', async (t) => {
  const runs = [...mixture(51.4), gave(metric, 'good', 0, 50)];
  // 2 degrees of freedom, unit 2 · 0.1² · 4/3; the difference is 1.4, the levels are 1 apart.
  const unit = (2 * 0.01 * 4) / 3;
  const expected = 1.5 * (Math.log1p(1.96 / unit) - Math.log1p(0.16 / unit));
  t.ok(Math.abs(standing(runs, paired, metric).log - Math.min(Math.log(20), expected)) < 1e-9);
  t.match(standing(mixture(51), paired, metric), { votes: 0, log: 0 }, 'half a pair says nothing');
});

t.test('two runs must agree, however clear one is, and the first decision stands', async (t) => {
  t.equal(standing(mixture(1), alone, metric).verdict, null);
  t.equal(standing(mixture(1, 1), alone, metric).verdict, 'good');
  t.equal(standing(mixture(2, 2), alone, metric).verdict, 'bad');
  t.match(standing(mixture(1, 1, 2, 2, 2, 2), alone, metric), { verdict: 'good', votes: 2 });
  t.equal(standing(mixture(1, 2, 1, 2), alone, metric).verdict, null);
  t.equal(standing(mixture(1.5, 1.5, 1.5), alone, metric).verdict, null, 'half-way says nothing');
  t.equal(standing(mixture(-1e9, 1e9), alone, metric).verdict, null, 'nor does a wild run');
});

t.test('runs about half-way have neither level, whichever way they happen to lean', async (t) => {
  // Each leans to one side by more than the few deviations that would decide between the two levels alone.
  for (const [lean, mirrored] of [
    [1.4, 1.6],
    [1.35, 1.65],
  ] as const) {
    t.match(standing(mixture(lean, lean, lean, lean), alone, metric), { verdict: null, votes: 4 });
    t.match(standing(mixture(mirrored, mirrored, mirrored, mirrored), alone, metric), { verdict: null, votes: 4 });
  }
  t.equal(standing(mixture(1.1, 1.2, 1.1), alone, metric).verdict, 'good', 'a little off its level');
  t.equal(standing(mixture(1.9, 1.8, 1.9), alone, metric).verdict, 'bad');
});

t.test('a mixture that fails twice in a row is broken; once is not enough', async (t) => {
  t.equal(standing(mixture(null), alone, metric).verdict, null);
  t.equal(standing(mixture(null, null), alone, metric).verdict, 'broken');
  t.equal(standing(mixture(null, 1, null), alone, metric).verdict, null);
  t.equal(standing(mixture(null, 1, null, 1), alone, metric).verdict, 'good');
});

t.test('beside a good side that fails twice nothing is compared', async (t) => {
  const good = [0, 1].map((pair) => gave(metric, 'good', pair, null));
  t.equal(standing([...good, ...mixture(1, 1)], paired, metric).verdict, 'lost');
  t.equal(standing([...good.slice(0, 1), ...mixture(1)], paired, metric).verdict, null);
  t.equal(standing([...good, ...mixture(1, 1)], alone, metric).verdict, 'good', 'alone it is not asked for');
});

t.test('known by its failure: the same one, a number, another one', async (t) => {
  const same = [0, 1, 2].map((pair) => crash(pair, `exit code 1: KeyError: ${pair}`));
  t.match(standing(same.slice(0, 1), failing, metric), { verdict: null, votes: 1, failedAlike: 1 });
  t.match(standing(same, failing, metric), { verdict: 'bad', votes: 2, failedAlike: 2 });
  t.equal(standing(mixture(1, 1), failing, metric).verdict, null);
  t.equal(standing(mixture(1, 7, 3), failing, metric).verdict, 'good', 'whatever it gives');
  const other = [0, 1].map((pair) => crash(pair, "exit code 1: ModuleNotFoundError: No module named 'x'"));
  t.match(standing(other, failing, metric), { verdict: 'broken', votes: 0 });
  t.match(standing([other[0] as ExperimentRun, ...same.slice(1)], failing, metric), { verdict: 'bad', votes: 2 });
});
