import { PlumblineError } from '../errors.ts';

const DAY_MS = 86_400_000;

/**
 * A clock on the wall of a time zone. Wall times are milliseconds that would be this time in UTC, so that two of them
 * can be compared and a cron expression can be walked over them without any clock change.
 */
export interface WallClock {
  wall(instantMs: number): number;
  /**
   * The one instant of a wall time. In the hour that comes twice it is the first of the two; a time that the clock jumps
   * over is read with the offset before the jump, so that 02:30 becomes 03:30.
   */
  instant(wallMs: number): number;
}

/** @param timeZone IANA name; CONFIG_INVALID when this runtime does not know it. */
export function createWallClock(timeZone: string): WallClock {
  const format = formatter(timeZone);
  function wall(instantMs: number): number {
    const parts = Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
    const { year, month, day, hour, minute, second } = parts as Record<string, number>;
    return Date.UTC(year as number, (month as number) - 1, day, hour, minute, second);
  }
  return {
    wall,
    instant(wallMs) {
      // Clock changes are months apart, so a day away on either side the offsets before and after one are in force.
      const [before, after] = [wallMs - DAY_MS, wallMs + DAY_MS].map((at) => wallMs - (wall(at) - at)) as [
        number,
        number,
      ];
      return wall(before) !== wallMs && wall(after) === wallMs ? after : before;
    },
  };
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new PlumblineError('CONFIG_INVALID', `time zone "${timeZone}" is unknown`, { cause });
  }
}
