import { isHostFactor } from '../attribution/factor.ts';
import type { Incident } from '../model/incident.ts';

/**
 * Whether an incident is somebody's outside the machine room. A host that is slow while nothing of it changed is its
 * operator's (a neighbour, heat, a failing disk): it stays open on the page and in the API, and GitHub hears of it only
 * when there is a change to name, such as a driver. What changed in the container is no such change, since the good
 * environment was slow on that host too.
 */
export function isReportable({ side, suspects }: Pick<Incident, 'side' | 'suspects'>): boolean {
  return side !== 'host' || suspects.some(({ factor }) => isHostFactor(factor));
}
