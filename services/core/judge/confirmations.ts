import type { Experiment } from '../model/experiment.ts';
import type { Incident } from '../model/incident.ts';
import { type PlanContext, planExperiment } from './experiment-plan.ts';
import type { NightGroup } from './group.ts';
import { confirmationsAllowed, severityOf } from './severity.ts';

/** An incident that is to be confirmed tonight. */
export interface Wanted {
  readonly incident: Incident;
  readonly group: NightGroup;
  /** Its experiment without an answer, which is carried on; null: a new one. */
  readonly carried: Experiment | null;
}

export interface Confirmations {
  /** Experiments to start, by incident id. */
  readonly experiments: ReadonlyMap<string, Experiment>;
  /** Incidents that wait because the night's re-runs are used up. */
  readonly waiting: readonly string[];
}

/**
 * Which incidents are confirmed tonight, within the night's budget of re-runs: what was begun first, then the worst
 * first. How many series are sent is what every one of them must beat (e-BH, see fleet.ts).
 */
export function planConfirmations(
  context: PlanContext & { readonly rerunShare?: number },
  wanted: readonly Wanted[],
  nightRuns: number,
): Confirmations {
  const ranked = [...wanted].sort(
    (one, other) =>
      Number(other.carried !== null) - Number(one.carried !== null) ||
      severityOf(other.incident.series) - severityOf(one.incident.series) ||
      (one.incident.id < other.incident.id ? -1 : 1),
  );
  const allowed = confirmationsAllowed(nightRuns, context.rerunShare);
  const chosen = ranked.slice(0, allowed);
  const candidates = chosen.reduce((sum, { incident }) => sum + incident.series.length, 0);
  const experiments = new Map(
    chosen.map(({ incident, group, carried }) => {
      const seriesIds = incident.series.map(({ seriesId }) => seriesId);
      return [incident.id, planExperiment(context, group, { incidentId: incident.id, seriesIds, candidates, carried })];
    }),
  );
  return { experiments, waiting: ranked.slice(allowed).map(({ incident }) => incident.id) };
}
