import type { Pair } from './arms.ts';
import { FAILURE_RATE_BROKEN, FAILURE_RATE_SOUND } from './thresholds.ts';

/**
 * log evidence for "the new side is broken, the old is sound" against the better of two other stories: both are sound
 * (each run fails in at most 5 %), or whatever runs on this host today fails.
 */
export function failureEvidence(pairs: readonly Pair[]): number {
  let againstSound = 0;
  let againstHost = 0;
  let paired = false;
  for (const { good, bad } of pairs) {
    const broken = chance(FAILURE_RATE_BROKEN, bad);
    againstSound += Math.log(broken / chance(FAILURE_RATE_SOUND, bad));
    if (good === undefined) continue;
    paired = true;
    const both = chance(FAILURE_RATE_BROKEN, bad) * chance(FAILURE_RATE_BROKEN, good);
    againstHost += Math.log((broken * chance(FAILURE_RATE_SOUND, good)) / both);
  }
  return paired ? Math.min(againstSound, againstHost) : againstSound;
}

const chance = (failureRate: number, side: number | null): number => (side === null ? failureRate : 1 - failureRate);
