import type { CanaryKind } from './canary.ts';

/** Canaries in a row out of their band that put a host in quarantine: the second is run at once. */
export const CANARY_OUT_MIN = 2;
/** Clean canaries in a row that let it out again. */
export const CANARY_CLEAN_MIN = 3;
/** Canaries that a decision looks back on. */
export const CANARY_LOOK_BACK = Math.max(CANARY_OUT_MIN, CANARY_CLEAN_MIN);

/** What the newest canaries of a host mean for it. */
export type QuarantineStep = 'quarantine' | 'release' | 'stay';

/**
 * Decides by the newest verdicts alone, so that nothing has to be remembered between two of them. A canary that could
 * not be run neither ends a row nor lengthens it: leave it out. One of a host that is still learning is no clean one.
 *
 * @param newest kinds of the newest canaries since the host's history began, newest first, without `failed`.
 */
export function quarantineStep(quarantined: boolean, newest: readonly CanaryKind[]): QuarantineStep {
  const row = (kind: CanaryKind, count: number): boolean =>
    newest.length >= count && newest.slice(0, count).every((one) => one === kind);
  if (!quarantined) return row('out', CANARY_OUT_MIN) ? 'quarantine' : 'stay';
  return row('clean', CANARY_CLEAN_MIN) ? 'release' : 'stay';
}
