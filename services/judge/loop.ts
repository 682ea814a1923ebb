import { adoptAcceptedBands } from './accepted.ts';
import { calibrateBands } from './calibrations.ts';
import { concludeExperiments } from './conclusions.ts';
import { instantOf, type JudgeDeps } from './deps.ts';
import { judgeClosedNights } from './nights.ts';

/** What one step of the loop did; all zero when there was nothing to do. */
export interface JudgeStep {
  /** Nights that were closed, and nights that were judged. */
  readonly closed: number;
  readonly judged: number;
  /** Experiments that were started, and experiments that were answered. */
  readonly started: number;
  readonly concluded: number;
  /** Bands that were made from calibration runs or after an acceptance. */
  readonly bands: number;
}

/**
 * One step: bands first, so that a night that closes now is judged by them; answers next, so that an incident's state is
 * its newest when a night follows it; nights last. Every part reads what is there and changes it under compare-and-set,
 * so a step that is repeated, raced or cut short anywhere changes nothing twice.
 */
export async function judgeStep(deps: JudgeDeps): Promise<JudgeStep> {
  const bands = (await calibrateBands(deps)) + (await adoptAcceptedBands(deps));
  const concluded = await concludeExperiments(deps);
  const closed = await deps.store.nights.closeDue(instantOf(deps));
  const { judged, started } = await judgeClosedNights(deps);
  return { closed: closed.length, judged, started, concluded, bands };
}

export interface Judge {
  step(): Promise<JudgeStep>;
}

export function createJudge(deps: JudgeDeps): Judge {
  return { step: () => judgeStep(deps) };
}
