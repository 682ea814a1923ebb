import { type ErrorCode, PlumblineError } from '../../services/core/errors.ts';
import { CALLER_REFUSED } from '../caller-refused.ts';

/** Tries of a message that the API fails over, before it is set aside so that others may pass: some four minutes. */
const INTERNAL_TRIES_MAX = 30;
/** Refusals that say nothing about the message: an operator puts them right, and the message waits until then. */
const OF_THE_CALLER: ReadonlySet<ErrorCode> = new Set([...CALLER_REFUSED, 'CONFIG_INVALID']);

/**
 * What becomes of a message that was not taken: `wait` (tried again), `lost` (the claim is gone; only reports are still
 * wanted), or `aside` (refused for good: kept for a person to look at).
 */
export function afterRefusal(error: unknown, tries: number): 'wait' | 'lost' | 'aside' {
  if (!(error instanceof PlumblineError) || error.retryable) return 'wait';
  if (error.code === 'LEASE_LOST') return 'lost';
  if (OF_THE_CALLER.has(error.code)) return 'wait';
  return error.code === 'INTERNAL' && tries < INTERNAL_TRIES_MAX ? 'wait' : 'aside';
}
