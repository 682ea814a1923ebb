/** How long the API may hold a claim, in milliseconds. */
export const CLAIM_WAIT_MS = 25_000;
/** No shorter, however early a proxy cuts, in milliseconds: what breaks sooner than this is no time-out of a proxy. */
export const CLAIM_WAIT_MIN_MS = 1_000;
/** A wait of this share of what was held before the cut comes back in time. */
const SAFE_SHARE = 0.75;
/** Claims in a row that were answered before a longer one is tried, and how much longer. */
const ANSWERS_BEFORE_LONGER = 20;
const LONGER = 1.25;

/** How long the next claim may be held: a proxy between a worker and the API may end what says nothing for long. */
export interface ClaimWait {
  readonly ms: number;
  answered(): void;
  /**
   * A claim broke off after `heldMs`. True: it may have been held too long, and the next one is held less; false: it
   * broke for another reason.
   */
  broke(heldMs: number): boolean;
}

/** Begins with the longest wait, shortens it when it is cut, and tries a longer one now and then. */
export function createClaimWait(longestMs = CLAIM_WAIT_MS): ClaimWait {
  let ms = longestMs;
  let answers = 0;
  return {
    get ms() {
      return ms;
    },
    answered() {
      answers += 1;
      if (answers < ANSWERS_BEFORE_LONGER) return;
      answers = 0;
      ms = Math.min(longestMs, Math.ceil(ms * LONGER));
    },
    broke(heldMs) {
      answers = 0;
      if (heldMs < CLAIM_WAIT_MIN_MS || ms <= CLAIM_WAIT_MIN_MS) return false;
      ms = Math.max(CLAIM_WAIT_MIN_MS, Math.floor(SAFE_SHARE * Math.min(ms, heldMs)));
      return true;
    },
  };
}
