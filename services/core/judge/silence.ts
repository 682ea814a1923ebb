import type { Instant } from '../model/base.ts';
import type { Benchmark } from '../model/benchmark.ts';
import type { Schedule } from '../model/night.ts';
import type { Series } from '../model/series.ts';
import { nextInstant } from '../planning/due.ts';
import type { HostRecord } from '../ports/store.ts';
import { minute } from '../reporting/wording.ts';
import { counted } from './wording.ts';

/**
 * Expected nights without a valid point after which a series is silent. One lost night is an infrastructure outcome that
 * its own verdict shows already; a second in a row means that nobody would notice a regression any more.
 */
export const SERIES_NIGHTS = 2;
/** A worker calls home at least once a minute, so one whole night without a call is no hiccup. */
export const WORKER_NIGHTS = 1;
/** A worker that was not heard of for this many days is taken as retired: machines are replaced and change their names. */
export const WORKER_RETIRED_DAYS = 14;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Something that stopped reporting. */
export interface Silent {
  readonly kind: 'series' | 'platform' | 'worker';
  /** Set for a series alone. */
  readonly seriesId: string | null;
  readonly platform: string;
  /** Set for a worker alone. */
  readonly host: string | null;
  /** Its newest sign: valid point, or call of a worker; for a series that never had a valid point, its first night. */
  readonly since: Instant;
  /** When the last night was to have ended that is held against it. */
  readonly due: Instant;
  /** The schedules it is measured by, for people. */
  readonly cadence: string;
  /** One sentence for people. */
  readonly reason: string;
}

/** When a series was heard of. */
export interface Freshness {
  readonly series: Series;
  /** Night of its newest valid point; null: it never had one. */
  readonly valid: Instant | null;
  /** Its first night, valid or not. */
  readonly first: Instant;
}

export interface SilenceInput {
  /** Every schedule plans the whole catalog, so each is the cadence of every series; none: nothing is expected. */
  readonly schedules: readonly Schedule[];
  /** Benchmarks of the catalog; null when it cannot be read, and then nothing counts as removed. */
  readonly benchmarks: readonly Benchmark[] | null;
  readonly series: readonly Freshness[];
  readonly workers: readonly HostRecord[];
  readonly now: Date;
}

/**
 * Everything that should have reported by now and did not: platforms, then workers, then series. It is read off the
 * clock and the schedules, never off nights, so it also holds when the scheduler itself has stopped. What the catalog no
 * longer measures is not silent. CONFIG_INVALID when a schedule cannot be read.
 */
export function silences(input: SilenceInput): readonly Silent[] {
  if (input.schedules.length === 0) return [];
  const dueAfter = rememberedDue(input.schedules);
  const cadence = input.schedules.map(({ name, cron, timeZone }) => `${name} (${cron} ${timeZone})`).join(', ');
  const late = (since: Instant, nights: number): Instant | null => {
    const due = dueAfter(since, nights);
    return due < input.now.getTime() ? new Date(due).toISOString() : null;
  };
  return [...silentWorkers(input, cadence, late), ...silentSeries(input, cadence, late)];
}

/** When the deadline of the last of so many nights after an instant has passed, or null while it has not. */
type Late = (since: Instant, nights: number) => Instant | null;

function silentSeries({ series, benchmarks }: SilenceInput, cadence: string, late: Late): Silent[] {
  return series.flatMap(({ series: key, valid, first }) => {
    const since = valid ?? first;
    const due = isMeasured(key, benchmarks) ? late(since, SERIES_NIGHTS) : null;
    if (due === null) return [];
    const name = `${key.metric} of ${key.benchmark} on ${key.platform}`;
    const what = valid === null ? 'has never had a valid point; its first night was' : 'has had no valid point since';
    const reason = `${name} ${what} ${minute(since)}: ${missed(SERIES_NIGHTS, cadence, due)}`;
    return [
      { kind: 'series' as const, seriesId: key.id, platform: key.platform, host: null, since, due, cadence, reason },
    ];
  });
}

/** A platform whose workers are all silent is one finding; else each silent worker is one. */
function silentWorkers({ workers, benchmarks, now }: SilenceInput, cadence: string, late: Late): Silent[] {
  const platforms = [...new Set(workers.map(({ platform }) => platform))].filter(
    (name) => benchmarks === null || benchmarks.some(({ platforms }) => platforms.includes(name)),
  );
  return platforms.flatMap((platform): Silent[] => {
    const own = workers.filter((worker) => worker.platform === platform);
    const since = own
      .map(({ seenAt }) => seenAt)
      .sort()
      .at(-1) as Instant;
    const due = late(since, WORKER_NIGHTS);
    if (due !== null) {
      const reason = `no worker of ${platform} has been heard of since ${minute(since)}: ${missed(WORKER_NIGHTS, cadence, due)}`;
      return [{ kind: 'platform', seriesId: null, platform, host: null, since, due, cadence, reason }];
    }
    return own.flatMap(({ host, seenAt }): Silent[] => {
      const due = late(seenAt, WORKER_NIGHTS);
      if (due === null || now.getTime() - Date.parse(seenAt) > WORKER_RETIRED_DAYS * DAY_MS) return [];
      const reason = `worker ${host} of ${platform} was heard of last at ${minute(seenAt)}: ${missed(WORKER_NIGHTS, cadence, due)}`;
      return [{ kind: 'worker', seriesId: null, platform, host, since: seenAt, due, cadence, reason }];
    });
  });
}

function missed(nights: number, cadence: string, due: Instant): string {
  return `${counted(nights, 'expected night')} of ${cadence} went by without a sign, the last one's deadline at ${minute(due)}`;
}

/** Whether the catalog still measures a series: benchmark, method version, platform and metric. */
function isMeasured(key: Series, benchmarks: readonly Benchmark[] | null): boolean {
  if (benchmarks === null) return true;
  return benchmarks.some(
    ({ name, methodVersion, platforms, metrics }) =>
      name === key.benchmark &&
      methodVersion === key.methodVersion &&
      platforms.includes(key.platform) &&
      metrics.some((metric) => metric.name === key.metric),
  );
}

/** Deadline of the last of `nights` expected nights after an instant, in milliseconds; most series share theirs. */
function rememberedDue(schedules: readonly Schedule[]): (since: Instant, nights: number) => number {
  const known = new Map<string, number>();
  return (since, nights) => {
    const key = `${nights} ${since}`;
    const due = known.get(key) ?? dueAfter(schedules, new Date(since), nights);
    known.set(key, due);
    return due;
  };
}

function dueAfter(schedules: readonly Schedule[], since: Date, nights: number): number {
  let at = since;
  let deadline = at.getTime();
  for (let night = 0; night < nights; night += 1) {
    const next = schedules.map((schedule) => ({ schedule, instant: nextInstant(schedule, at) }));
    const instants = next.map(({ instant }) => instant.getTime());
    at = new Date(Math.min(...instants));
    // Schedules that meet are one night here, with the longer deadline.
    const meeting = next.filter(({ instant }) => instant.getTime() === at.getTime());
    deadline = at.getTime() + Math.max(...meeting.map(({ schedule }) => schedule.deadlineMinutes)) * MINUTE_MS;
  }
  return deadline;
}
