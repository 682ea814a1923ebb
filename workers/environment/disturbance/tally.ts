import type { GroupTime } from './cgroup.ts';
import type { Clocks } from './clocks.ts';
import { type ProcessorTime, TICK_SECONDS } from './processors.ts';

/**
 * Share of its processors' time that others may take from a run while they are full: below it, runs of one image on shared
 * machines differ by what they differ by anyway (±10 %, A/A).
 */
export const OTHERS_MAX = 0.2;
/** Share of their time from which on processors are full. Where they idle, a neighbour takes nothing from the run. */
export const FULL = 0.9;
/** Share of its processors' time that a run uses at least where others can be in its way: one that sleeps wants nothing. */
export const OWN_MIN = 0.05;
/** Share of a run that its processors may be slowed down for heat, or its group be stopped by a limit not of its own. */
export const SLOWED_MAX = 0.05;
/** Mean clock while full, as a share of the best clock of the same run: below it the clock was taken down on the way. */
export const CLOCK_MIN = 0.75;
/** A run that was watched for less, in seconds, is not accused: what started it is still at work beside it. */
export const WATCHED_MIN = 2;

/** How the machine stood at one instant, as far as a run feels it. */
export interface Snapshot {
  /** Milliseconds, by any clock that goes on. */
  readonly at: number;
  readonly processors: ReadonlyMap<number, ProcessorTime>;
  /** Null: the kernel does not tell, and then nothing is said of others. */
  readonly group: GroupTime | null;
  readonly clocks: ReadonlyMap<number, Clocks>;
}

/** Adds snapshots up; holds nothing but sums, however long the run. */
export interface Tally {
  add(snapshot: Snapshot): void;
  /** Why the run must not enter a baseline, one sentence each; empty when it was left alone. */
  taints(): string[];
}

/**
 * A tally over the processors that a run is pinned to.
 *
 * @param limit processors of the run's own limit: a fraction is kept by a quota, which throttles it as it should.
 */
export function createTally(cpus: readonly number[], limit: number): Tally {
  let before: Snapshot | null = null;
  let seconds = 0;
  let others = 0;
  let stopped = 0;
  let heat = 0;
  let clockSum = 0;
  let clockCount = 0;
  let clockBest = 0;

  function addClocks(now: Snapshot, full: boolean): void {
    for (const cpu of cpus) {
      const frequency = now.clocks.get(cpu)?.frequency ?? null;
      if (frequency === null || !full) continue;
      clockSum += frequency;
      clockCount += 1;
      clockBest = Math.max(clockBest, frequency);
    }
  }

  function addWindow(from: Snapshot, now: Snapshot): void {
    const length = (now.at - from.at) / 1000;
    if (length <= 0) return;
    seconds += length;
    const each = cpus.map((cpu) => wanted(from, now, cpu));
    const total = each.reduce((sum, one) => sum + one, 0);
    const full = total >= FULL * length * cpus.length;
    heat += Math.max(0, ...cpus.map((cpu) => grown(from.clocks.get(cpu)?.heat, now.clocks.get(cpu)?.heat)));
    addClocks(now, full);
    if (from.group === null || now.group === null) return;
    stopped += now.group.throttled - from.group.throttled;
    const own = now.group.used - from.group.used;
    if (full && own >= OWN_MIN * length * cpus.length) others += Math.max(0, total - own);
  }

  return {
    add(snapshot) {
      if (before !== null) addWindow(before, snapshot);
      before = snapshot;
    },
    taints() {
      const sentences: string[] = [];
      const capacity = seconds * cpus.length;
      if (seconds >= WATCHED_MIN) {
        if (others / capacity >= OTHERS_MAX)
          sentences.push(
            `others took ${percent(others / capacity)} of its processors (${cpus.join(', ')}) while they were full`,
          );
        if (Number.isInteger(limit) && stopped / capacity >= SLOWED_MAX)
          sentences.push(
            `a limit around its container stopped it for ${percent(stopped / capacity)} of its processor time`,
          );
        if (heat / seconds >= SLOWED_MAX)
          sentences.push(`its processors were slowed down for heat during ${percent(heat / seconds)} of the run`);
        if (clockCount > 0 && clockSum / clockCount < CLOCK_MIN * clockBest)
          sentences.push(
            `its processors' clock was at ${percent(clockSum / clockCount / clockBest)} of its best on average`,
          );
      }
      return sentences;
    },
  };
}

/** Seconds that somebody wanted of a processor between two snapshots, whether given or stolen. */
function wanted(from: Snapshot, now: Snapshot, cpu: number): number {
  const [one, other] = [from.processors.get(cpu), now.processors.get(cpu)];
  if (one === undefined || other === undefined) return 0;
  return (other.busy - one.busy + other.steal - one.steal) * TICK_SECONDS;
}

function grown(from: number | null | undefined, now: number | null | undefined): number {
  return typeof from === 'number' && typeof now === 'number' ? now - from : 0;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
