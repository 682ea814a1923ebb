import { isHostFactor } from '../attribution/factor.ts';
import { provenFactors } from '../attribution/proven.ts';
import type { Incident } from '../model/incident.ts';

/**
 * Whether an incident is somebody's outside the machine room. A host that is slow while nothing of it changed is its
 * operator's (a neighbour, heat, a failing disk): it stays open on the page and in the API, and GitHub hears of it only
 * when there is a change to name, such as a driver. What changed in the container is no such change, since the good
 * environment was slow on that host too. A cause that is proven is one, whatever the side was taken for before.
 */
export function isReportable({ side, suspects, cause }: Pick<Incident, 'side' | 'suspects' | 'cause'>): boolean {
  if (provenFactors(cause).length > 0) return true;
  const onHost = side === 'host' || cause?.outcome === 'host';
  return !onHost || [...suspects, ...(cause?.factors ?? [])].some(({ factor }) => isHostFactor(factor));
}
