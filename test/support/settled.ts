import type { JudgedPoint, Suspicion } from '../../services/core/judge/judge-series.ts';
import type { SettledNight } from '../../services/core/judge/suspicion/settled.ts';
import type { Basis } from '../../services/core/model/incident.ts';
import type { Series } from '../../services/core/model/series.ts';
import { aMetric, aPoint, aSeries, aVerdict } from './builders.ts';

// What the tests of judging whole nights share: nights one a day, points with what is suspected of them.

const FIRST = Date.parse('2026-03-01T02:30:00.000Z');
const DAY_MS = 86_400_000;

/** Instant of night `i`, 0 on 2026-03-01; the fraction of a day is hours after it. */
export function dayOf(i: number): string {
  return new Date(FIRST + i * DAY_MS).toISOString();
}

export function nightId(i: number): string {
  return `night_${String(i).padStart(8, '0')}`;
}

/** A settled night `i` with a value on the working scale. */
export function aSettled(i: number, value: number, change: Partial<SettledNight> = {}): SettledNight {
  return { nightId: nightId(i), at: dayOf(i), value, host: null, accepted: true, spread: 0, runs: 3, ...change };
}

/** Accepted nights 0, 1, … with these values on the working scale. */
export function settledOf(values: readonly number[], change: Partial<SettledNight> = {}): SettledNight[] {
  return values.map((value, i) => aSettled(i, value, change));
}

/** A series of a speed in examples/s. */
export const SPEED: Series = aSeries({
  id: 'ser_00000002',
  metric: 'throughput',
  definition: aMetric({
    name: 'throughput',
    kind: 'speed',
    unit: 'examples/s',
    scale: 'positive',
    testSize: undefined,
    minEffect: 0.02,
  }),
});

/** A series of a loss on an open scale, which feels no host. */
export const LOSS: Series = aSeries({
  id: 'ser_00000003',
  metric: 'loss',
  definition: aMetric({
    name: 'loss',
    unit: 'nats',
    direction: 'lower',
    scale: 'real',
    testSize: undefined,
    minEffect: 0.5,
  }),
});

/** What a suspicion rests on, every number of it said: 20 nights of deviation 1 around 100, and one 4 below. */
export function basisOf(change: Partial<Basis> = {}): Basis {
  return {
    rule: 'shift',
    centre: 100,
    baseline: { count: 20, mean: 0, squares: 19 },
    recent: { count: 1, mean: -4, squares: 0 },
    nights: 1,
    z: -4,
    ...change,
  };
}

export function aSuspicion(change: Partial<Suspicion> = {}): Suspicion {
  return { direction: 'below', basis: null, dates: [dayOf(0)], ...change };
}

/** A judged point; with a suspicion its verdict is suspicious. */
export function aJudged<S extends Suspicion | null = null>(
  change: Partial<Omit<JudgedPoint, 'suspicion'>> & { readonly suspicion?: S } = {},
): JudgedPoint & { readonly suspicion: S } {
  const suspicion = (change.suspicion ?? null) as S;
  const series = change.series ?? aSeries();
  const where = { seriesId: series.id };
  return {
    series,
    point: aPoint(where),
    verdict: aVerdict({ ...where, suspicious: suspicion !== null, reason: `${series.metric} is odd` }),
    newHosts: [],
    ...change,
    suspicion,
  };
}
