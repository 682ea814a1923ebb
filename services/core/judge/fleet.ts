import type { Incident } from '../model/incident.ts';
import { EVIDENCE_CONFIRM, FALSE_DISCOVERIES } from './thresholds.ts';

/**
 * How many of a night's candidates are changes, by the e-BH procedure: the k largest evidence ratios, for the largest k
 * whose k-th is at least M/(q·k). Of those named, at most a share q is false on average, whatever the series have in
 * common (hosts, frameworks), as long as each ratio has mean 1 at most when nothing changed (Wang and Ramdas, "False
 * discovery rate control with e-values", 2022).
 *
 * @param evidence evidence ratios of the candidates, in any order.
 * @param candidates M: series that were sent to confirmation; screened ones that were never suspicious do not count.
 */
export function discoveries(evidence: readonly number[], candidates: number = evidence.length): number {
  const sorted = [...evidence].sort((a, b) => b - a);
  for (let k = sorted.length; k > 0; k -= 1) {
    if ((sorted[k - 1] as number) >= candidates / (FALSE_DISCOVERIES * k)) return k;
  }
  return 0;
}

/**
 * Evidence at which one more candidate of the night is confirmed: 1,000, and what e-BH asks of it beside the others.
 *
 * @param others evidence of the night's other candidates as it stands now.
 */
export function neededEvidence(others: readonly number[], candidates: number = others.length + 1): number {
  const sorted = [...others].sort((a, b) => b - a);
  let needed = candidates / FALSE_DISCOVERIES;
  for (let k = 2; k <= sorted.length + 1; k += 1) {
    const level = candidates / (FALSE_DISCOVERIES * k);
    if ((sorted[k - 2] as number) >= level) needed = level;
  }
  return Math.max(EVIDENCE_CONFIRM, needed);
}

/** Whether a night has so many candidates that e-BH asks for more than the single threshold. */
export function fleetMatters(candidates: number): boolean {
  return candidates / FALSE_DISCOVERIES > EVIDENCE_CONFIRM;
}

/** Evidence of a night's other candidates, as its incidents hold it. */
export function otherEvidence(incidents: readonly Incident[], ownId: string | null): readonly number[] {
  return incidents
    .filter(({ id }) => id !== ownId)
    .flatMap(({ series }) => series.map(({ confirmation }) => confirmation?.evidence ?? 1));
}
