// Every wait and every size of this room in one place.

/** How often a waiting claim asks again, in milliseconds: no backend's notification is relied on. */
export const CLAIM_POLL_MS = 500;
/** Claims of one platform that may ask the backend by themselves at a time; the others join the line. */
export const DIRECT_ASKS_MAX = 8;
/** Claims that may wait on one platform at once. */
export const WAITERS_MAX = 2_000;
/** Platforms with a queue in one process. */
export const PLATFORMS_MAX = 512;
/** How often active jobs are looked through for locks that ran out, in milliseconds. */
export const STALLED_CHECK_MS = 15_000;
/** Longest a single command to Redis may take, in milliseconds. */
export const COMMAND_TIMEOUT_MS = 5_000;
/** Longest a first connection, or the opening of one platform's queue, may take, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** Longest pause between two attempts to reach Redis again, in milliseconds. */
export const RECONNECT_PAUSE_MS_MAX = 1_000;
/** Jobs added in one message: about 200 bytes each, so far below the 4 MB that one message to PGlite may have. */
export const ENQUEUE_BATCH_JOBS = 500;
/** Ids read back from one queue at most. */
export const HELD_JOBS_MAX = 200_000;
/** Events that BullMQ keeps for each queue; nobody reads them. */
export const EVENTS_KEPT = 100;
/** Statements to the embedded database between two clean-ups: about 3,000 jobs. */
export const CLEAN_EVERY_STATEMENTS = 10_000;
/** Largest priority that BullMQ takes. */
export const PRIORITY_MAX = 2_097_151;
/** Tries at one tick before it is given up, and the first pause between two, in milliseconds; each pause doubles. */
export const TICK_ATTEMPTS = 10;
export const TICK_BACKOFF_MS = 1_000;
/** Schedules that one service may have. */
export const SCHEDULES_MAX = 100;
