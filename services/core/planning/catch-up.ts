import type { Night, Schedule } from '../model/night.ts';
import { lastInstant } from './due.ts';

export type TickDecision =
  | { readonly kind: 'plan'; readonly instant: Date }
  | { readonly kind: 'skip'; readonly instant: Date; readonly reason: string }
  /** There is nothing to do: the night is known, or is older than one that is. */
  | { readonly kind: 'none'; readonly reason: string };

export interface TickInput {
  readonly schedule: Schedule;
  /** When the tick was due; for a catch-up, now. */
  readonly at: Date;
  readonly now: Date;
  /** The night of this schedule with the newest instant, skipped ones included. */
  readonly latest: Night | null;
  /** Nights of this schedule that are still open. */
  readonly open: readonly Night[];
}

/**
 * What a tick of a schedule leads to. The tick is read as the schedule's newest instant up to it, so the second pass of a
 * doubled hour is the night of the first. A night that is older than one already known is never planned. While the night
 * before is still open, tonight is recorded as skipped: two nights at once would disturb each other's speed.
 */
export function decideTick({ schedule, at, now, latest, open }: TickInput): TickDecision {
  const instant = lastInstant(schedule, at);
  if (latest && new Date(latest.instant) >= instant) {
    return { kind: 'none', reason: `the night of ${latest.instant} is planned already` };
  }
  const busy = open.find((night) => new Date(night.deadline) > now);
  if (busy) return { kind: 'skip', instant, reason: `the night of ${busy.instant} was still open` };
  return { kind: 'plan', instant };
}

/**
 * What a start of the service leads to: the newest missed instant is caught up, once; older ones are gone, since they would
 * all measure the same environment of now. A schedule that never ran has missed nothing.
 */
export function decideCatchUp(input: Omit<TickInput, 'at'>): TickDecision {
  if (input.latest === null) return { kind: 'none', reason: 'this schedule has not run yet' };
  return decideTick({ ...input, at: input.now });
}
