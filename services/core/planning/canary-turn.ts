import type { CanaryKind } from '../judge/canary.ts';
import type { Instant } from '../model/base.ts';

/** Age of a host's last canary at which it needs one though no night was planned since, in milliseconds: a day. */
export const CANARY_AGE_MS = 86_400_000;
/**
 * Pause between two canaries of a host in quarantine, in milliseconds. What slows a machine for some minutes (an upgrade,
 * a backup, heat) is over by then, and three clean ones let it back into a night of hours.
 */
export const CANARY_PAUSE_MS = 300_000;

/** How a host stands when it asks for work; instants as the store has them. */
export interface HostSituation {
  readonly quarantined: boolean;
  /** The start of its newest canary that was not handed back, and what it said; null verdict: it is not judged yet. */
  readonly last: { readonly at: Instant; readonly verdict: CanaryKind | null } | null;
  /** A canary of it runs now. */
  readonly canaryRuns: boolean;
  /** It works on some job now, a canary or another. */
  readonly busy: boolean;
  /** When the newest open night was planned that has runs for its platform still to come. */
  readonly night: Instant | null;
  /** Whether nights, experiments or calibrations wait for its platform. */
  readonly work: boolean;
  /** Whether a run waits that a person asked for by hand. */
  readonly person: boolean;
}

/**
 * `canary`: a canary now. `idle-first`: a canary as soon as the host's other jobs have ended, and nothing new before.
 * `work`: whatever the queue has. `by-hand`: only what a person asked for; a host in quarantine gets nothing else, since
 * its numbers would be in nobody's baseline. `nothing`: its canary runs, and a neighbour would falsify it.
 */
export type HostTurn = 'canary' | 'idle-first' | 'work' | 'by-hand' | 'nothing';

/**
 * What a host that asks for work is to get. A person never waits for a canary, nor for the end of a quarantine: who asks
 * for a run by hand knows the machine, and the page says how it stands.
 *
 * @param pinned whether there is a canary for its platform; without one nothing is different from before.
 */
export function hostTurn(host: HostSituation, pinned: boolean, now: Date): HostTurn {
  if (host.canaryRuns) return 'nothing';
  const otherwise = host.quarantined ? 'by-hand' : 'work';
  if (host.person || !pinned || !isDue(host, now)) return otherwise;
  return host.busy ? 'idle-first' : 'canary';
}

/** Whether a host needs a canary before anything else. */
export function isDue({ quarantined, last, night, work }: HostSituation, now: Date): boolean {
  const age = last === null ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(last.at);
  if (quarantined) return age >= CANARY_PAUSE_MS;
  if (last?.verdict === 'out') return true;
  if (last !== null && night !== null && Date.parse(night) > Date.parse(last.at)) return true;
  return work && age >= CANARY_AGE_MS;
}
