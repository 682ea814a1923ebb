import { type CronExpression, CronExpressionParser } from 'cron-parser';
import { PlumblineError } from '../errors.ts';
import type { Schedule } from '../model/night.ts';
import { createWallClock } from './time-zone.ts';

/** Most instants one call returns: a year of nights and some. */
export const MAX_INSTANTS = 400;
/**
 * Steps of the cron expression one call may take. The six hours around an instant have 360 minutes, so the wanted one is
 * always among them; an expression that never comes is refused when it is parsed.
 */
const MAX_STEPS = 1_440;
/** Further than any clock change moves the hands, in milliseconds. */
const CLOCK_CHANGE_MS = 3 * 3_600_000;
const HOURS_OF_DAY = 24;
/** Five fields, and no `H`, which would stand for a random value. */
const FIVE_FIELDS = /^\s*(?:(?!H)\S+\s+){4}(?!H)\S+\s*$/i;

type When = Pick<Schedule, 'cron' | 'timeZone'>;

/** Throws CONFIG_INVALID when the expression or the zone cannot be read. */
export function checkSchedule(when: When): void {
  createAxis(when);
}

/** The newest instant of a schedule that is not after `now`. */
export function lastInstant(when: When, now: Date): Date {
  const { toAxis, toInstant, slackMs, startAt } = createAxis(when);
  const from = toAxis(now.getTime());
  const expression = startAt(from + slackMs + 1);
  const found: number[] = [];
  let at = expression.prev().getTime();
  // Around a clock change the order of wall times is not the order of instants: look a little further than the first hit.
  for (let steps = 0; steps < MAX_STEPS && (found.length === 0 || at >= from - slackMs); steps += 1) {
    if (toInstant(at) <= now.getTime()) found.push(toInstant(at));
    at = expression.prev().getTime();
  }
  return new Date(Math.max(...found));
}

/** The first instant of a schedule after `now`. */
export function nextInstant(when: When, now: Date): Date {
  const { toAxis, toInstant, slackMs, startAt } = createAxis(when);
  const from = toAxis(now.getTime());
  const expression = startAt(from - slackMs - 1);
  const found: number[] = [];
  let at = expression.next().getTime();
  for (let steps = 0; steps < MAX_STEPS && (found.length === 0 || at <= from + slackMs); steps += 1) {
    if (toInstant(at) > now.getTime()) found.push(toInstant(at));
    at = expression.next().getTime();
  }
  return new Date(Math.min(...found));
}

/** Instants after `from` up to and including `to`, oldest first, at most MAX_INSTANTS: the newest are left out then. */
export function instantsBetween(when: When, from: Date, to: Date): readonly Date[] {
  const instants: Date[] = [];
  let at = nextInstant(when, from);
  while (at <= to && instants.length < MAX_INSTANTS) {
    instants.push(at);
    at = nextInstant(when, at);
  }
  return instants;
}

/** The axis an expression is walked on: wall time, or time itself. Both in milliseconds. */
interface Axis {
  readonly toAxis: (instantMs: number) => number;
  readonly toInstant: (axisMs: number) => number;
  /** How far the two orders may disagree. */
  readonly slackMs: number;
  readonly startAt: (axisMs: number) => CronExpression;
}

/**
 * A schedule that names hours ("02:30 every night") is walked over wall times, each of which stands for one instant: a
 * night is planned exactly once whatever the clocks do. (`cron-parser` alone gives 02:30 of the doubled hour twice or once
 * depending on where it starts, and leaves the skipped hour out when it walks backwards.) A schedule that comes every hour
 * is walked over time itself: it must neither pause nor come twice.
 */
function createAxis({ cron, timeZone }: When): Axis {
  const { wall, instant } = createWallClock(timeZone);
  const hourly = parse(cron, timeZone, 0).fields.hour.values.length === HOURS_OF_DAY;
  const same = (ms: number) => ms;
  return hourly
    ? { toAxis: same, toInstant: same, slackMs: 0, startAt: (from) => parse(cron, timeZone, from) }
    : { toAxis: wall, toInstant: instant, slackMs: CLOCK_CHANGE_MS, startAt: (from) => parse(cron, 'UTC', from) };
}

function parse(cron: string, tz: string, currentMs: number): CronExpression {
  if (!FIVE_FIELDS.test(cron)) {
    throw new PlumblineError('CONFIG_INVALID', `schedule "${cron}" is not a cron expression of five fields`);
  }
  try {
    return CronExpressionParser.parse(cron, { tz, currentDate: new Date(currentMs) });
  } catch (cause) {
    throw new PlumblineError('CONFIG_INVALID', `schedule "${cron}" cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}
