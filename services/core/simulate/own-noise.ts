import { PlumblineError } from '../errors.ts';
import { sampleOf } from '../statistics/sample.ts';
import { segment } from '../statistics/segmentation/segment.ts';
import type { NoiseModel, NoiseSource } from './noise.ts';
import type { Random } from './random.ts';

/** Fewest values of a series that is drawn from: a tail that was never seen cannot be drawn either. */
export const OWN_VALUES_MIN = 20;
/** Neighbouring nights that are drawn together, so that what they have in common stays. */
const BLOCK_NIGHTS = 7;

/** Noise as somebody measured it. */
export interface OwnNoise {
  readonly model: NoiseModel;
  /** σ as a share of the level: the middle one over the series; null where no level stands out of its noise. */
  readonly sigma: number | null;
  /** Series and values that are drawn from. */
  readonly series: number;
  readonly values: number;
  /** Series that are not stable: they hold a change of their own, which is drawn as if it were noise. */
  readonly changing: number;
}

/** The values of all series in a row, each as its distance from its series' mean in that series' deviations. */
interface Pool {
  readonly distances: Float64Array;
  /** First value of the series that a value belongs to, and the one after its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * Noise drawn from stable values. Nights come in blocks of seven neighbours, round at the end of a series so that every
 * value is as likely as another (circular block bootstrap, Politis and Romano 1992); a fresh run is any value. Gaps (NaN)
 * are left out, and so are series that are too short. INPUT_INVALID where nothing is left, or a series never varies.
 *
 * @param feelsHost confirmed by pairs, as speed is; else by plain re-runs.
 */
export function ownNoise(series: readonly Float64Array[], feelsHost: boolean): OwnNoise {
  const given = series.map((values) => values.filter((value) => !Number.isNaN(value)));
  const kept = given.filter((values) => values.length >= OWN_VALUES_MIN);
  if (kept.length === 0) {
    const longest = Math.max(0, ...given.map((values) => values.length));
    throw new PlumblineError(
      'INPUT_INVALID',
      `noise is drawn from series of ${OWN_VALUES_MIN} values or more; the longest has ${longest}`,
    );
  }
  const { pool, shares } = pooled(kept);
  const count = pool.distances.length;
  const what = `${count} values of ${kept.length === 1 ? 'one series' : `${kept.length} series`}`;
  const changing = kept.filter((values) => segment(values).changes.length > 0).length;
  const model = { title: `your noise, ${what}`, feelsHost, start: (random: Random) => drawn(pool, random) };
  return { model, sigma: shares[shares.length >> 1] ?? null, series: kept.length, values: count, changing };
}

function pooled(kept: readonly Float64Array[]): { readonly pool: Pool; readonly shares: readonly number[] } {
  const count = kept.reduce((sum, values) => sum + values.length, 0);
  const pool = { distances: new Float64Array(count), starts: new Int32Array(count), ends: new Int32Array(count) };
  const shares: number[] = [];
  let start = 0;
  for (const values of kept) {
    const { mean, squares } = sampleOf(values);
    const deviation = Math.sqrt(squares / (values.length - 1));
    if (deviation === 0) {
      throw new PlumblineError(
        'INPUT_INVALID',
        `all ${values.length} values of a series are ${mean}: there is no noise`,
      );
    }
    // A level inside its own noise is none that anything could be a share of.
    if (Math.abs(mean) > deviation) shares.push(deviation / Math.abs(mean));
    const end = start + values.length;
    for (const [i, value] of values.entries()) pool.distances[start + i] = (value - mean) / deviation;
    pool.starts.fill(start, start, end);
    pool.ends.fill(end, start, end);
    start = end;
  }
  return { pool, shares: shares.sort((a, b) => a - b) };
}

function drawn({ distances, starts, ends }: Pool, { uniform }: Random): NoiseSource {
  let [at, left] = [0, 0];
  const any = (): number => Math.floor(uniform() * distances.length);
  return {
    night() {
      if (left === 0) [at, left] = [any(), BLOCK_NIGHTS];
      else at = at + 1 < (ends[at] as number) ? at + 1 : (starts[at] as number);
      left -= 1;
      return { value: distances[at] as number, host: 'host-0' };
    },
    run: () => distances[any()] as number,
  };
}
