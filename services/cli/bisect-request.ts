import { PlumblineError } from '../core/errors.ts';
import type { SearchRequest } from '../core/model/api/search.ts';
import type { SideRequest } from '../core/model/search.ts';
import type { Operations } from './context.ts';
import { parseFactors } from './settings.ts';

/** Largest lock file that is read, in bytes: the API's own bound. */
const LOCK_BYTES_MAX = 4_194_304;

export interface BisectOptions {
  benchmark?: string;
  goodLock?: string;
  badLock?: string;
  goodImage?: string;
  badImage?: string;
  set: string[];
  platform?: string;
  metric?: string;
  maxRuns?: number;
  maxMinutes?: number;
  maxPairs?: number;
}

type Sides = Pick<SearchRequest, 'good' | 'bad' | 'benchmark'>;

/** The four ways to name two environments as one request. Throws USAGE when none or several are used. */
export async function bisectRequest(
  names: readonly string[],
  options: BisectOptions,
  operations: Operations,
): Promise<SearchRequest> {
  const { platform, metric, maxRuns, maxMinutes, maxPairs } = options;
  return { ...(await sidesOf(names, options, operations)), platform, metric, maxRuns, maxMinutes, maxPairs };
}

async function sidesOf(names: readonly string[], options: BisectOptions, operations: Operations): Promise<Sides> {
  if (names.length > 2)
    throw new PlumblineError('USAGE', `${names.length} names were given; two runs or one benchmark are expected`);
  const ways = [
    names.length === 2 ? 'two runs' : '',
    (options.goodLock ?? options.badLock) ? 'lock files' : '',
    (options.goodImage ?? options.badImage) ? 'images' : '',
    options.set.length > 0 ? '--set' : '',
  ].filter((way) => way !== '');
  if (ways.length !== 1)
    throw new PlumblineError(
      'USAGE',
      ways.length === 0
        ? 'name two runs, or a benchmark with --set, with two lock files or with two images'
        : `${ways.join(' and ')} were given; one way to name two environments is enough`,
    );
  const [one, two] = names;
  if (one !== undefined && two !== undefined)
    return { benchmark: options.benchmark, good: { kind: 'run', run: one }, bad: { kind: 'run', run: two } };
  const benchmark = named(one, options.benchmark);
  if (options.set.length > 0)
    return { benchmark, good: { kind: 'set', set: {} }, bad: { kind: 'set', set: parseFactors(options.set) } };
  const { goodLock, badLock, goodImage, badImage } = options;
  if (goodLock ?? badLock)
    return {
      benchmark,
      good: await lockSide(both('--good-lock', goodLock), operations),
      bad: await lockSide(both('--bad-lock', badLock), operations),
    };
  return {
    benchmark,
    good: { kind: 'image', reference: both('--good-image', goodImage) },
    bad: { kind: 'image', reference: both('--bad-image', badImage) },
  };
}

function named(argument: string | undefined, option: string | undefined): string {
  const benchmark = argument ?? option;
  if (benchmark === undefined) throw new PlumblineError('USAGE', 'name the benchmark, with --benchmark NAME');
  if (argument !== undefined && option !== undefined && argument !== option)
    throw new PlumblineError('USAGE', `two benchmarks were named: ${argument} and ${option}`);
  return benchmark;
}

function both(option: string, value: string | undefined): string {
  if (value === undefined) throw new PlumblineError('USAGE', `${option} is missing: two environments are compared`);
  return value;
}

async function lockSide(file: string, operations: Operations): Promise<SideRequest> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of operations.readInput(file)) {
    bytes += piece.length;
    if (bytes > LOCK_BYTES_MAX)
      throw new PlumblineError('INPUT_INVALID', `a lock file has at most ${LOCK_BYTES_MAX} bytes`, { place: { file } });
    pieces.push(piece);
  }
  if (bytes === 0) throw new PlumblineError('INPUT_INVALID', 'the lock file is empty', { place: { file } });
  return { kind: 'lock', text: Buffer.concat(pieces).toString('utf8') };
}
