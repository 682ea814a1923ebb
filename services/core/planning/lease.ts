/** How long a claim lasts without a heartbeat, in milliseconds: a dead worker's job waits this long at most. */
export const LEASE_MS = 60_000;
/** How often a worker renews its claim, in milliseconds: three renewals may get lost before the lease does. */
export const HEARTBEAT_MS = 15_000;
