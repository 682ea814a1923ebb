import t from 'tap';
import { levelsOf } from '../../../../services/core/attribution/trial/levels.ts';
import type { Metric } from '../../../../services/core/model/metric.ts';
import type { Levels } from '../../../../services/core/model/search.ts';
import { aMetric } from '../../../support/builders.ts';
import { heavyNoise, normalNoise, uniform } from '../../../support/judging.ts';
import { gave, roomFor, tryOut } from '../../../support/trials.ts';

// How often a trial names the wrong level, where both levels come from a few runs of a split with the same noise.
// Effects are in deviations of a single run; a pair's difference has √2 of it.

const TRIALS = 400;
const WRONG_MAX = 0.02;
const PAIRS_MAX = 12;
/** Runs a side that the levels come from: fewest that a split confirms with. */
const SPLIT_PAIRS = [3, 5];

/** Normal noise with 5 % spikes of 8 deviations, to either side. */
function spiky(seed: number): () => number {
  const [normal, next] = [normalNoise(seed), uniform(seed + 1)];
  return () => normal() + (next() < 0.05 ? (next() < 0.5 ? 8 : -8) : 0);
}
const NOISES = { normal: normalNoise, t3: heavyNoise, '5 % spikes': spiky } as const;
const LOSS: Metric = aMetric({ name: 'loss', unit: 'nats', direction: 'lower', scale: 'real', testSize: undefined });
const TIME: Metric = { ...LOSS, name: 'step-time', unit: 's', kind: 'speed' };

/** Levels of a split between 100 and 100 + effect; drawn anew where its runs would not show the way it moved. */
function split(metric: Metric, effect: number, count: number, noise: () => number): Levels {
  for (let draw = 0; draw < 1000; draw += 1) {
    const runs = Array.from({ length: count }, (_, pair) => [
      gave(metric, 'good', pair, 100 + noise()),
      gave(metric, 'bad', pair, 100 + effect + noise()),
    ]).flat();
    const levels = levelsOf(runs, metric);
    if (levels?.kind === 'numbers' && levels.bad - levels.good > effect / 2) return levels;
  }
  throw new Error('no split');
}

for (const [title, metric] of [
  ['alone', LOSS],
  ['paired', TIME],
] as const)
  for (const [name, source] of Object.entries(NOISES))
    t.test(`${title}, ${name}: which level a mixture has is told wrongly hardly ever`, async (t) => {
      for (const effect of [3, 5, 10])
        for (const count of SPLIT_PAIRS) {
          const noise = source(100 * effect + count);
          let [wrong, open, runs] = [0, 0, 0];
          for (let i = 0; i < TRIALS; i += 1) {
            const truth = i % 2 === 0 ? 'good' : 'bad';
            const levels = split(metric, effect, count, noise);
            const moved = truth === 'bad' ? effect : 0;
            const { result } = tryOut(roomFor(PAIRS_MAX), levels, metric, (arm, pair) =>
              gave(metric, arm, pair, 100 + (arm === 'bad' ? moved : 0) + noise()),
            );
            runs += result.runs;
            if (result.verdict === 'unresolved') open += 1;
            else if (result.verdict !== truth) wrong += 1;
          }
          const said = `${effect} σ, split of ${count}: ${(100 * wrong) / TRIALS} % wrong, ${(100 * open) / TRIALS} % open`;
          t.comment(`${said}, ${(runs / TRIALS).toFixed(2)} runs a decision`);
          t.ok(wrong / TRIALS <= WRONG_MAX, said);
        }
    });
