import type { Instant } from '../model/base.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Incident, IncidentEvent } from '../model/incident.ts';
import type { Night, NightState } from '../model/night.ts';
import type { Measurement } from '../model/run.ts';
import type { Point, Verdict } from '../model/series.ts';
import type { NewOutboxEntry } from './store-incidents.ts';
import type { NewRun, Run } from './store-runs.ts';

/** A run of a night with what it measured. */
export interface NightRun {
  readonly run: Run;
  readonly measurements: readonly Measurement[];
}

/** Everything the judgement of one night changes; applied in one transaction or not at all. */
export interface NightJudgement {
  readonly points: readonly Point[];
  readonly verdicts: readonly Verdict[];
  readonly newIncidents: readonly Incident[];
  readonly changedIncidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
  readonly experiments: readonly Experiment[];
  readonly outbox: readonly NewOutboxEntry[];
}

export interface NightStore {
  /** False when the night of that schedule and instant exists: nothing is written then. */
  plan(night: Night, runs: readonly NewRun[]): Promise<boolean>;
  get(nightId: string): Promise<Night | null>;
  /** Newest instant first. */
  list(project: string, limit: number): Promise<readonly Night[]>;
  latest(project: string, schedule: string): Promise<Night | null>;
  inState(state: NightState): Promise<readonly Night[]>;
  /** Closes open nights whose runs have all ended or whose deadline has passed; returns those it closed. */
  closeDue(now: Instant): Promise<readonly Night[]>;
  runs(nightId: string): Promise<readonly NightRun[]>;
  /** False when the night was not `closed` (somebody else judged it): nothing is written then. */
  judge(nightId: string, judgement: NightJudgement): Promise<boolean>;
  /**
   * Newest judged night before `nightId` on which every series of the benchmark and platform was in its band with no
   * incident open and no tainted run, with one of its measured runs: where "the last good environment" comes from.
   */
  lastGood(query: {
    project: string;
    benchmark: string;
    methodVersion: number;
    platform: string;
    before: Instant;
    /** Only nights of Plumbline's own runs: one that another system ran cannot be put beside anything. */
    ownRuns?: boolean;
  }): Promise<{ readonly night: Night; readonly run: Run } | null>;
}
