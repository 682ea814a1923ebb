import { PlumblineError } from '../errors.ts';
import { decimalOf } from '../formats/series/decimal.ts';
import { type DetectionSettings, FLEET_REPEATS, MOVED_NIGHTS, type NamedNoise } from './detection.ts';
import { NOISES } from './noise.ts';
import type { OwnNoise } from './own-noise.ts';

/** What `plumbline simulate detection` is told, as it was typed; null or empty: what stands in `DEFAULTS`. */
export interface DetectionOptions {
  readonly noise: readonly string[];
  readonly sigma: string | null;
  readonly history: string | null;
  readonly nights: string | null;
  readonly series: string | null;
  readonly seed: readonly string[];
  readonly shift: readonly string[];
  readonly drift: readonly string[];
  readonly fleet: readonly string[];
  readonly pairs: string | null;
}

export const DEFAULTS = {
  history: 60,
  nights: 60,
  series: 200,
  seed: ['1'],
  shift: ['1', '1.5', '2', '3'],
  drift: ['0.1'],
  /** That of the configuration, `budgets.maxPairs`. */
  pairs: 12,
} as const;

/** What the noise of somebody's own values is called. */
export const OWN_NAME = 'yours';
/** Bounds of what can be asked for. */
const HISTORY_MAX = 1_000;
const NIGHTS_MAX = 1_000;
const SERIES_MAX = 1_000_000;
const SEED_MAX = 1_000_000;
const SEEDS_MAX = 100;
const PAIRS_MAX = 100;
/** Largest shift, and σ, as a sane number: beyond it a typing error is likelier. */
const SHIFT_MAX = 1_000;
/** Nights of all series together: about an hour and a half of one processor. */
const WORK_MAX = 100_000_000;

/**
 * Settings from what was typed. USAGE, with the option and the offending text, for what cannot be meant.
 *
 * @param own noise of the user's own values; null: none were given.
 */
export function detectionSettings(options: DetectionOptions, own: OwnNoise | null): DetectionSettings {
  const sigma = options.sigma === null ? (own?.sigma ?? null) : sigmaOf(options.sigma);
  const shifts = listOf(options.shift, DEFAULTS.shift, (text) => amountOf('--shift', text, sigma));
  const drifts = listOf(options.drift, DEFAULTS.drift, (text) => amountOf('--drift', text, sigma));
  const settings: DetectionSettings = {
    noises: noisesOf(options.noise, own),
    sigma,
    history: wholeOf('--history', options.history, DEFAULTS.history, 0, HISTORY_MAX),
    nights: wholeOf('--nights', options.nights, DEFAULTS.nights, 1, NIGHTS_MAX),
    series: wholeOf('--series', options.series, DEFAULTS.series, 1, SERIES_MAX),
    seeds: seedsOf(options.seed.length > 0 ? options.seed : DEFAULTS.seed),
    shifts,
    drifts,
    fleets: options.fleet.map(fleetOf),
    maxPairs: wholeOf('--pairs', options.pairs, DEFAULTS.pairs, 1, PAIRS_MAX),
  };
  const work = seriesNights(settings);
  if (work > WORK_MAX) {
    throw new PlumblineError('USAGE', `these are ${work} nights of series; ask for ${WORK_MAX} at most`);
  }
  return settings;
}

function noisesOf(names: readonly string[], own: OwnNoise | null): NamedNoise[] {
  const known: Record<string, NamedNoise['model']> = { ...NOISES, ...(own === null ? {} : { [OWN_NAME]: own.model }) };
  const wanted = names.length > 0 ? names : own === null ? ['all'] : [OWN_NAME];
  const chosen = wanted.flatMap((name) => (name === 'all' ? Object.keys(known) : [name]));
  return [...new Set(chosen)].map((name) => {
    const model = Object.hasOwn(known, name) ? known[name] : undefined;
    if (model !== undefined) return { name, model };
    const hint = name === OWN_NAME ? '; "yours" needs --values' : '';
    throw new PlumblineError('USAGE', `--noise ${name}: expected one of all, ${Object.keys(known).join(', ')}${hint}`);
  });
}

function sigmaOf(text: string): number {
  const share = shareOf(text);
  if (share > 0 && share <= SHIFT_MAX) return share;
  throw new PlumblineError('USAGE', `--sigma ${text}: expected a share of the level above 0, such as 1% or 0.01`);
}

/** A size in σ: given so, or as a share of the level with a per cent sign. */
function amountOf(option: string, text: string, sigma: number | null): number {
  const percent = text.trim().endsWith('%');
  if (percent && sigma === null) {
    throw new PlumblineError('USAGE', `${option} ${text}: a size in per cent needs --sigma, the noise in per cent`);
  }
  const amount = percent ? shareOf(text) / (sigma as number) : decimalOf(text.trim());
  if (amount !== 0 && Math.abs(amount) <= SHIFT_MAX) return amount;
  throw new PlumblineError(
    'USAGE',
    `${option} ${text}: expected a size in σ (2) or per cent (3%) other than 0, or none`,
  );
}

/** `1%` or `0.01`; NaN for what is neither. */
function shareOf(text: string): number {
  const trimmed = text.trim();
  return trimmed.endsWith('%') ? decimalOf(trimmed.slice(0, -1).trim()) / 100 : decimalOf(trimmed);
}

/** `none` alone leaves a list empty. */
function listOf(texts: readonly string[], otherwise: readonly string[], one: (text: string) => number): number[] {
  if (texts.length === 1 && texts[0] === 'none') return [];
  return [...new Set((texts.length > 0 ? texts : otherwise).map(one))];
}

/** Seeds as `3` or `1..5`. */
function seedsOf(texts: readonly string[]): number[] {
  const seeds = texts.flatMap((text) => {
    const range = /^(\d{1,7})(?:\.\.(\d{1,7}))?$/.exec(text.trim());
    const first = Number(range?.[1] ?? Number.NaN);
    const last = Number(range?.[2] ?? first);
    if (!(first <= last && last <= SEED_MAX && last - first < SEEDS_MAX)) {
      throw new PlumblineError(
        'USAGE',
        `--seed ${text}: expected a whole number up to ${SEED_MAX}, or up to ${SEEDS_MAX} of them as 1..5`,
      );
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(seeds)];
}

function fleetOf(text: string): { readonly series: number; readonly moving: number } {
  const found = /^(\d{1,6}):(\d{1,6})$/.exec(text.trim());
  const [series, moving] = [Number(found?.[1]), Number(found?.[2])];
  if (series >= 1 && moving <= series) return { series, moving };
  throw new PlumblineError(
    'USAGE',
    `--fleet ${text}: expected series:moving, such as 200:4, no more moving than series`,
  );
}

function wholeOf(option: string, text: string | null, otherwise: number, min: number, max: number): number {
  if (text === null) return otherwise;
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new PlumblineError('USAGE', `${option} ${text}: expected a whole number from ${min} to ${max}`);
}

/** Nights of all series of all rows, those of their histories included. */
function seriesNights({ noises, seeds, series, history, nights, shifts, drifts, fleets }: DetectionSettings): number {
  const single = (1 + drifts.length) * (history + nights) + shifts.length * (history + MOVED_NIGHTS);
  const inFleets = fleets.reduce((sum, fleet) => sum + fleet.series, 0) * shifts.length * FLEET_REPEATS;
  return noises.length * seeds.length * (series * single + inFleets * (history + nights));
}
