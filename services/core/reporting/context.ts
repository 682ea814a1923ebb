import type { Incident } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import type { Night } from '../model/night.ts';
import type { Outcome } from '../model/run.ts';
import type { SearchStep } from '../model/search.ts';
import type { CauseMetric } from './cause.ts';

/** A run that an issue names. */
export interface IssueRun {
  readonly id: string;
  readonly seed: number;
  readonly outcome: Outcome;
  readonly host: string | null;
}

/** A benchmark that gave no number, and the end of what it said. */
export interface IssueFailure {
  readonly runId: string;
  readonly outcome: Outcome;
  readonly detail: string;
  /** Last lines of the run's log, as they are; escaped when they are rendered. */
  readonly logTail: string;
}

/** What an issue tells beyond the incident itself. */
export interface IssueContext {
  /** The night that raised the incident. */
  readonly night: Pick<Night, 'id' | 'instant'>;
  /** The last good night before it; null: none is known. */
  readonly goodNight: Pick<Night, 'id' | 'instant'> | null;
  /** The incident's metrics by series id, for their scale. */
  readonly metrics: ReadonlyMap<string, Pick<Metric, 'scale'>>;
  /** Width and origin of the band that each series was judged by (`describeBand`), by series id. */
  readonly bands?: ReadonlyMap<string, string>;
  /** Runs of the night, then of its confirmation; at most 20 are shown. */
  readonly runs: readonly IssueRun[];
  /** Set when the finding is a failure and not a number. */
  readonly failure: IssueFailure | null;
  /** Where the confirmation ran; null: there was none. */
  readonly experiment: {
    readonly id: string;
    readonly host: string;
    readonly seeds: readonly number[];
    /** Whether the good environment ran beside it; else the suspicious one ran alone. */
    readonly paired: boolean;
  } | null;
  /** Whether another system made the night's runs: nobody here can repeat them. */
  readonly pushed?: boolean;
  /** Steps of the search for the cause that the incident names; its conclusion is the incident's own. */
  readonly search?: { readonly steps: readonly SearchStep[] } | null;
  /** Values that must not appear anywhere; beside the shapes of secrets that are known anyway. */
  readonly secrets: readonly string[];
}

/** Scale of a series of an incident; `real` when the metric is unknown, since that claims nothing relative. */
export function scaleOf(context: Pick<IssueContext, 'metrics'>, seriesId: string): Metric['scale'] {
  return context.metrics.get(seriesId)?.scale ?? 'real';
}

/** The metric that the search for the cause followed; null where the incident has no such series, or it is unknown. */
export function causeMetric(
  { cause, series }: Pick<Incident, 'cause' | 'series'>,
  { metrics }: Pick<IssueContext, 'metrics'>,
): CauseMetric | null {
  const found = series.find(({ metric }) => metric === cause?.metric);
  const scale = found && metrics.get(found.seriesId)?.scale;
  return found === undefined || scale === undefined ? null : { name: found.metric, unit: found.unit, scale };
}

/** Seed that shows the finding: the one of the failed run, else of the first run. */
export function tellingRun(
  incident: Incident,
  context: IssueContext,
): { readonly command: string; readonly id: string | null } {
  const run = context.runs.find((entry) => entry.id === context.failure?.runId) ?? context.runs[0];
  const seed = run === undefined ? '' : ` --seed ${run.seed}`;
  return {
    command: `plumbline run ${incident.benchmark} --platform ${incident.platform}${seed}`,
    id: context.failure?.runId ?? run?.id ?? null,
  };
}
