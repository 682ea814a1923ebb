import { PlumblineError } from '../errors.ts';
import type { Instant } from '../model/base.ts';
import type { PushedResult } from '../model/pushed.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Schedule that the nights of pushed results belong to. */
export const PUSH_SCHEDULE = 'push';
/** A night of pushed results closes when none came for this long, in minutes, and at its deadline in any case. */
export const QUIET_MINUTES = 30;
export const PUSH_DEADLINE_MINUTES = 24 * 60;
/** How far another machine's clock may be ahead of ours, in minutes. */
export const CLOCK_AHEAD_MINUTES = 5;
/** Oldest result that is taken, in days: older ones say more about a clock than about a benchmark. */
export const RESULT_AGE_DAYS_MAX = 3650;
/** How far a night may lie before the end of a result of it, and after it (time zones ahead of UTC), in hours. */
export const NIGHT_BEFORE_HOURS_MAX = 7 * 24;
export const NIGHT_AFTER_HOURS_MAX = 24;

type Times = Pick<PushedResult, 'startedAt' | 'endedAt' | 'night'>;

/** The instant of a result's night, after its times were checked: INPUT_INVALID names the one that cannot be. */
export function pushedNight(times: Times, now: Date): Instant {
  const startedAt = readTime(times.startedAt, 'startedAt');
  const endedAt = readTime(times.endedAt, 'endedAt');
  if (startedAt > endedAt) refuse('startedAt', `${times.startedAt} is after the end, ${times.endedAt}`);
  const ahead = endedAt - now.getTime();
  if (ahead > CLOCK_AHEAD_MINUTES * MINUTE_MS)
    refuse('endedAt', `${times.endedAt} is in the future: it is ${now.toISOString()} here`);
  if (-ahead > RESULT_AGE_DAYS_MAX * DAY_MS)
    refuse('endedAt', `${times.endedAt} is more than ${RESULT_AGE_DAYS_MAX} days ago`);
  const name = times.night ?? times.endedAt.slice(0, 10);
  const night = readTime(name.length === 10 ? `${name}T00:00:00Z` : name, 'night');
  if (night > endedAt + NIGHT_AFTER_HOURS_MAX * HOUR_MS || night < endedAt - NIGHT_BEFORE_HOURS_MAX * HOUR_MS)
    refuse('night', `${name} is not the night of a result that ended at ${times.endedAt}`);
  return new Date(night).toISOString();
}

function readTime(text: string, name: string): number {
  const time = Date.parse(text);
  // 30 February is read as 2 March: what comes back must be what was said.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== text.slice(0, 19))
    refuse(name, `${text} is no instant`);
  return time;
}

function refuse(name: string, message: string): never {
  throw new PlumblineError('INPUT_INVALID', message, { place: { path: `body/${name}` } });
}
