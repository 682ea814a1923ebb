import type { ClaimRequest } from '../../core/model/job.ts';
import { hostTurn, isDue } from '../../core/planning/canary-turn.ts';
import { LEASE_MS } from '../../core/planning/lease.ts';
import type { PinnedCell } from '../../core/planning/matrix.ts';
import { PRIORITY } from '../../core/planning/priority.ts';
import type { Leased } from '../../core/ports/store-runs.ts';
import type { ApiDeps } from '../deps.ts';
import { judgeHost } from './judge-host.ts';
import type { FindCanary } from './pinned-canaries.ts';

export type TurnDeps = Pick<ApiDeps, 'store' | 'clock' | 'ids' | 'log' | 'config'> & { readonly canaries: FindCanary };

/** What a host that asks is to get: whatever the queue has, nothing yet, or this. */
export type Turn = 'queue' | 'nothing' | { readonly leased: Leased; readonly fence: string };

/**
 * Decides before the queue is asked. A canary is made for the host that asks and never lies in a queue; a host in
 * quarantine gets, beside canaries, only runs that a person asked for, straight from the database, whose hints in the
 * queue are old from then on.
 */
export async function takeTurn(deps: TurnDeps, request: ClaimRequest): Promise<Turn> {
  const { store, clock, canaries } = deps;
  const { host, platform } = request;
  // A canary whose report came while the API went down is judged now, before it decides anything.
  await judgeHost(deps, host, platform);
  const situation = await store.canaries.situation(host, platform);
  const now = clock.now();
  // Only where one is due: otherwise every claim would ask for the catalog.
  const cell = isDue(situation, now) ? await canaries(platform) : null;
  switch (hostTurn(situation, cell !== null, now)) {
    case 'work':
      return 'queue';
    case 'canary':
      return startCanary(deps, request, cell as PinnedCell);
    case 'by-hand':
      return takeByHand(deps, request);
    default:
      return 'nothing';
  }
}

async function startCanary(deps: TurnDeps, request: ClaimRequest, { manifest, pins }: PinnedCell): Promise<Turn> {
  const { ids, config } = deps;
  const lease = newLease(deps, request);
  const run = await deps.store.canaries.start(
    {
      id: ids.next('run'),
      project: config.project,
      purpose: 'canary',
      nightId: null,
      experiment: null,
      // Always the same one: what differs between two canaries is to be the host alone.
      seed: manifest.seeds[0] as number,
      priority: PRIORITY.canary,
      pins,
      limits: manifest.limits,
      metrics: manifest.metrics,
      createdAt: lease.now,
    },
    lease,
  );
  if (run === null) return 'nothing';
  return { leased: { kind: 'run', jobId: run.id, leaseUntil: lease.leaseUntil, run }, fence: lease.fence };
}

async function takeByHand(deps: TurnDeps, request: ClaimRequest): Promise<Turn> {
  const { store } = deps;
  const jobId = await store.canaries.byHand(request.platform);
  if (jobId === null) return 'nothing';
  const lease = newLease(deps, request);
  const leased = await store.jobs.lease(jobId, lease);
  // Another host was first: there may be a next one, which the next claim finds.
  return leased === null ? 'nothing' : { leased, fence: lease.fence };
}

/** A lease from now on, under a fresh fence. */
export function newLease({ clock, ids }: Pick<TurnDeps, 'clock' | 'ids'>, request: ClaimRequest) {
  const { workerId, host, platform } = request;
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_MS).toISOString();
  return { fence: ids.secret(), workerId, host, platform, leaseUntil, now: now.toISOString() };
}
