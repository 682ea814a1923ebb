import type { Metric } from '../model/metric.ts';
import type { Band } from '../model/series.ts';
import { bandAtPoint, deviationFloor, sharesNight } from '../statistics/band.ts';
import { mean } from '../statistics/moments.ts';
import { merged, NO_SAMPLE, type Sample, sampleOf } from '../statistics/sample.ts';
import { fromWorking } from '../statistics/scale.ts';
import type { SettledNight } from './suspicion/settled.ts';
import { BAND_RUNS_MIN, LEARNING_NIGHTS } from './thresholds.ts';

/** A band with the hosts that it was learned on. */
export interface LearnedBand {
  readonly band: Band;
  readonly hosts: readonly string[];
}

/**
 * Band of a series that has none, learned from its first accepted nights and then left where it is. Null while it learns.
 *
 * Speed and cost: nights are runs, of the host that has most of them (the others get their offset from it). Quality: the
 * same seeds every night say nothing more about the spread between seeds, so only the seeds count as runs; fewer than 3
 * make no band.
 *
 * @param nights settled nights, oldest first. @param perPoint seeds of a night.
 */
export function learnedBand(nights: readonly SettledNight[], metric: Metric, perPoint: number): LearnedBand | null {
  const accepted = nights.filter((night) => night.accepted);
  if (new Set(accepted.map(({ nightId }) => nightId)).size < LEARNING_NIGHTS) return null;
  const host = sharesNight(metric) ? commonest(accepted.map((night) => night.host)) : null;
  const own = sharesNight(metric) ? accepted.filter((night) => night.host === host) : accepted;
  const found = sharesNight(metric) ? sampleOf(own.map(({ value }) => value)) : betweenSeeds(own);
  if (found.count < BAND_RUNS_MIN) return null;
  const centre = fromWorking(metric.scale, found.mean);
  const deviation = Math.max(Math.sqrt(found.squares / (found.count - 1)), deviationFloor(metric, centre));
  if (deviation === 0) return null;
  const band = bandAtPoint({ kind: 'learned', centre, deviation, runs: found.count }, metric, perPoint);
  return { band, hosts: host === null ? [] : [host] };
}

/** Seeds of one night (of the fullest) as a sample: their number, their mean over the nights, their pooled spread. */
function betweenSeeds(nights: readonly SettledNight[]): Sample {
  const seeds = Math.max(...nights.map(({ runs }) => runs));
  const pooled = nights.map(({ runs, spread }) => ({ count: runs, mean: 0, squares: (runs - 1) * spread * spread }));
  const all = pooled.reduce(merged, NO_SAMPLE);
  const freedom = all.count - nights.length;
  const variance = freedom > 0 ? all.squares / freedom : 0;
  return { count: seeds, mean: mean(nights.map(({ value }) => value)), squares: (seeds - 1) * variance };
}

function commonest(hosts: readonly (string | null)[]): string | null {
  const counts = new Map<string | null, number>();
  for (const host of hosts) counts.set(host, (counts.get(host) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? null;
}
