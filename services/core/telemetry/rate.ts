/** How often a run's machine is looked at, in milliseconds; and the shortest time that one row stands for. */
export const LOOK_MS = 1000;
/** Rows of one device at one rate: then each row stands for twice the time. So 5 minutes in seconds, 10 more in twos, … */
export const ROWS_A_RATE = 300;
/**
 * Rows of one device, or of the container, in the longest run there may be: its rate is halved eleven times within the
 * 604,800 s that a time limit may have.
 */
export const DEVICE_ROWS_MAX = 11 * ROWS_A_RATE;
/** Devices that one run may have, and one more for its container: what the store takes of one attempt, in rows. */
export const TELEMETRY_ROWS_MAX = 65 * DEVICE_ROWS_MAX;

/**
 * Time that the next row stands for, in milliseconds, when so many are written already. Rows that were sent stay as they
 * are: the rate only ever falls, so nothing is thinned afterwards and the bound holds for a run of any length.
 */
export function rowMs(written: number): number {
  return LOOK_MS * 2 ** Math.floor(written / ROWS_A_RATE);
}
