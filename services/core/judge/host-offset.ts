import type { Metric } from '../model/metric.ts';
import type { HostPart, StoredBand } from '../model/series.ts';
import { sharesNight } from '../statistics/band.ts';
import { mean } from '../statistics/moments.ts';
import { fromWorking, toWorking } from '../statistics/scale.ts';
import type { SettledNight } from './suspicion/settled.ts';
import { HOST_NIGHTS_MAX, HOST_NIGHTS_MIN } from './thresholds.ts';
import { withUnit } from './wording.ts';

/** A band where tonight ran. */
export interface PlacedBand {
  /** Moved by the hosts' offsets; null where no part of the night ran on a host that is known. */
  readonly band: StoredBand | null;
  /** Mean of the parts on known hosts, in the metric's unit; null where there is none. */
  readonly value: number | null;
  /** Hosts of the night whose offset is not known yet. */
  readonly newHosts: readonly string[];
  /** How far the band was moved, on the working scale, and for people; empty: it was not. */
  readonly offset: number;
  readonly note: string;
}

/**
 * Offset of a host from the level of a band, on the working scale: 0 where the band was made there or holds on every
 * host, else the mean of its first 3 to 10 accepted nights since the band was made. They are the first and stay the same
 * ones, so that slow creep does not move the offset with it. Null: not known yet.
 */
export function hostOffset(
  host: string | null,
  band: StoredBand,
  before: readonly SettledNight[],
  metric: Pick<Metric, 'scale' | 'kind'>,
): number | null {
  if (!sharesNight(metric) || band.hosts.length === 0 || host === null || band.hosts.includes(host)) return 0;
  const kept = band.offsets[host];
  if (kept !== undefined) return kept;
  const first = firstNights(host, band, before);
  if (first.length < HOST_NIGHTS_MIN) return null;
  return mean(first.map(({ value }) => value)) - toWorking(metric.scale, band.centre);
}

/**
 * Offsets of a band with those that their host's first ten nights have told by now, which are kept with the band: the
 * history that is read reaches back only so far, and an offset that followed it would move with slow creep.
 */
export function settledOffsets(
  band: StoredBand,
  before: readonly SettledNight[],
  metric: Pick<Metric, 'scale' | 'kind'>,
): Readonly<Record<string, number>> {
  const offsets: Record<string, number> = { ...band.offsets };
  for (const host of new Set(before.flatMap((night) => night.host ?? []))) {
    const offset = hostOffset(host, band, before, metric);
    const own = band.hosts.length === 0 || band.hosts.includes(host);
    if (!own && firstNights(host, band, before).length === HOST_NIGHTS_MAX && offset !== null) offsets[host] = offset;
  }
  return offsets;
}

/** First accepted nights of a host since the band was made, ten at most. */
function firstNights(host: string, band: StoredBand, before: readonly SettledNight[]): readonly SettledNight[] {
  const own = before.filter((night) => night.host === host && night.accepted && night.at >= band.madeAt);
  return own.slice(0, HOST_NIGHTS_MAX);
}

/** The band moved to where the night ran: by the offsets of its hosts, weighed by their runs. */
export function placeBand(
  band: StoredBand,
  parts: readonly HostPart[],
  before: readonly SettledNight[],
  metric: Pick<Metric, 'scale' | 'kind' | 'unit'>,
): PlacedBand {
  const known: { readonly part: HostPart; readonly offset: number }[] = [];
  const newHosts: string[] = [];
  for (const part of parts) {
    const offset = hostOffset(part.host, band, before, metric);
    if (offset === null) newHosts.push(part.host as string);
    else known.push({ part, offset });
  }
  if (known.length === 0) return { band: null, value: null, newHosts, offset: 0, note: '' };
  const runs = known.reduce((sum, { part }) => sum + part.runs, 0);
  const weighed = (pick: (entry: (typeof known)[number]) => number): number =>
    known.reduce((sum, entry) => sum + (entry.part.runs * pick(entry)) / runs, 0);
  const moved = weighed(({ offset }) => offset);
  const value = fromWorking(
    metric.scale,
    weighed(({ part }) => toWorking(metric.scale, part.value)),
  );
  if (moved === 0) return { band, value, newHosts, offset: 0, note: '' };
  const centre = fromWorking(metric.scale, toWorking(metric.scale, band.centre) + moved);
  const hosts = known.flatMap(({ part }) => part.host ?? []);
  return { band: { ...band, centre }, value, newHosts, offset: moved, note: movedNote(metric, moved, hosts) };
}

/** What a moved band says of it: "moved by +2.1 % for host b, as its first nights were". */
function movedNote({ scale, unit }: Pick<Metric, 'scale' | 'unit'>, moved: number, hosts: readonly string[]): string {
  const size = Math.abs(scale === 'positive' ? 100 * Math.expm1(moved) : moved);
  const amount = `${moved < 0 ? '−' : '+'}${withUnit(Number(size.toPrecision(3)), scale === 'positive' ? '%' : unit)}`;
  return `moved by ${amount} for ${hosts.join(', ')}, as its first nights were`;
}
