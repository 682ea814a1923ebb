import type { Instant } from '../model/base.ts';
import type { Metric } from '../model/metric.ts';
import type { HostPart, Point } from '../model/series.ts';
import { deviation, mean } from '../statistics/moments.ts';
import { fromWorking, toWorking } from '../statistics/scale.ts';
import type { RunValue } from './validity.ts';

/** What one planned run of a night said, and where. */
export interface PlacedRun {
  readonly found: RunValue;
  readonly host: string | null;
  readonly tainted: boolean;
}

/**
 * A series' point of one night: mean over the valid runs (geometric for `positive`), their spread on the working scale,
 * how many of the planned runs are behind it, and what each host gave.
 */
export function pointOf(
  where: { readonly seriesId: string; readonly nightId: string; readonly at: Instant },
  metric: Pick<Metric, 'scale'>,
  runs: readonly PlacedRun[],
): Point {
  const byHost = new Map<string | null, number[]>();
  const working: number[] = [];
  for (const { found, host } of runs) {
    if (found.kind !== 'measured') continue;
    const value = toWorking(metric.scale, found.value);
    working.push(value);
    byHost.set(host, [...(byHost.get(host) ?? []), value]);
  }
  const some = working.length > 0;
  return {
    ...where,
    value: some ? fromWorking(metric.scale, mean(working)) : null,
    spread: some ? deviation(working) : 0,
    runs: working.length,
    planned: runs.length,
    missed: 0,
    hosts: [...byHost].map(([host, values]) => part(host, values, metric)).sort(byName),
    tainted: runs.some(({ found, tainted }) => tainted && found.kind === 'measured'),
  };
}

function part(host: string | null, values: readonly number[], { scale }: Pick<Metric, 'scale'>): HostPart {
  return { host, value: fromWorking(scale, mean(values)), runs: values.length };
}

const byName = (one: HostPart, other: HostPart): number => ((one.host ?? '') < (other.host ?? '') ? -1 : 1);
