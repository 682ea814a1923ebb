import { readFileSync } from 'node:fs';
import { type BandMetric, predictionBand } from '../../services/core/statistics/band.ts';
import { exactInterval } from '../../services/core/statistics/binomial.ts';
import type { Row } from '../rows.ts';
import { uniforms } from './random.ts';

/** Runs that a band is made from, and random choices of them for each reference point and each seed. */
const CALIBRATION_RUNS = 10;
const REPEATS = 100;
const SEEDS = [1, 2, 3, 4, 5];
/** Epochs or samples to the target quality: judged on logarithms, one run a point. */
const METRIC: BandMetric = { scale: 'positive', kind: 'quality' };
/** Share a band leaves out when nothing is wrong, and what may be found outside it. */
const BANDS = [
  { alpha: 0.05, name: '95 % band', goal: '4-7 %' },
  { alpha: 0.002, name: '99.8 % band', goal: '≤ 1 %' },
];

/** Runs that were held out of a band and found below or above it. */
interface Outside {
  held: number;
  below: number;
  above: number;
}

/**
 * Bands on MLPerf's reference convergence runs: each point with enough seeds is split again and again into runs that make
 * the band, by the code that judges nights, and runs that are held against it.
 */
export function benchBands(): Row[] {
  const points = referenceRuns().filter(({ length }) => length > CALIBRATION_RUNS);
  const distinct = points.reduce((sum, { length }) => sum + length - CALIBRATION_RUNS, 0);
  const coarse = points.filter((runs) => new Set(runs).size <= 3).length;
  return BANDS.map(({ alpha, name, goal }) => {
    const bySeed = SEEDS.map((seed) => points.map((runs, i) => heldOut(runs, alpha, seed * 1_000 + i)));
    const { held, below, above } = added(bySeed.flat());
    const share = (below + above) / held;
    // Repeats hold out the same runs again, so they sharpen nothing: the interval counts each distinct run once.
    const { low, high } = exactInterval(Math.round(share * distinct), distinct);
    const seeds = bySeed.map((one) => outsideShare(added(one)));
    const even = points.map((_, i) => outsideShare(added(bySeed.map((one) => one[i] as Outside))));
    const note = [
      `exact 95 % interval ${percent(low)} to ${percent(high)} % over ${distinct} distinct held-out runs`,
      `${held} draws repeat them`,
      `seeds 1 to ${SEEDS.length}: ${percent(Math.min(...seeds))} to ${percent(Math.max(...seeds))} %`,
      `${percent(below / held)} % below, ${percent(above / held)} % above`,
      `each point alike: ${percent(even.reduce((sum, one) => sum + one, 0) / even.length)} %, worst ${percent(Math.max(...even))} %`,
      `${coarse} of ${points.length} points take at most 3 different values; floors of rounding and 0.3 % as in use`,
    ];
    return {
      name: `${name} from ${CALIBRATION_RUNS} runs: held-out runs outside`,
      value: 100 * share,
      unit: '%',
      goal,
      note: note.join('; '),
    };
  });
}

/** Runs held out of random bands of one point. */
function heldOut(runs: readonly number[], alpha: number, seed: number): Outside {
  const uniform = uniforms(seed);
  const total = { held: 0, below: 0, above: 0 };
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const shuffled = [...runs];
    // Fisher and Yates, as far as the calibration runs reach.
    for (let i = 0; i < CALIBRATION_RUNS; i += 1) {
      const other = i + Math.floor(uniform() * (shuffled.length - i));
      [shuffled[i], shuffled[other]] = [shuffled[other] as number, shuffled[i] as number];
    }
    const band = predictionBand(shuffled.slice(0, CALIBRATION_RUNS), METRIC, 1, 'calibrated', alpha);
    for (const run of shuffled.slice(CALIBRATION_RUNS)) {
      total.held += 1;
      total.below += Number(run < band.low);
      total.above += Number(run > band.high);
    }
  }
  return total;
}

function added(parts: readonly Outside[]): Outside {
  return parts.reduce(
    (sum, part) => ({ held: sum.held + part.held, below: sum.below + part.below, above: sum.above + part.above }),
    { held: 0, below: 0, above: 0 },
  );
}

const outsideShare = ({ held, below, above }: Outside): number => (below + above) / held;

const percent = (share: number): string => (100 * share).toPrecision(3);

function referenceRuns(): number[][] {
  const file = new URL('../../test/fixtures/series/mlperf-reference-convergence.json', import.meta.url);
  const { points } = JSON.parse(readFileSync(file, 'utf8')) as { points: { runs: number[] }[] };
  return points.map(({ runs }) => runs);
}
