import type { Catalog } from '../model/catalog.ts';
import type { Night, Schedule } from '../model/night.ts';
import type { PinFile } from '../model/pins.ts';
import type { Ids } from '../ports/base.ts';
import type { NewRun } from '../ports/store-runs.ts';
import { type ContentReading, type PinnedCell, pinnedMatrix } from './matrix.ts';
import { PRIORITY } from './priority.ts';
import { type PlanProblem, summarize } from './problem.ts';

const MINUTE_MS = 60_000;
/** A night planned later than this after its instant says so in its note, in milliseconds. */
const LATE_MS = 5 * MINUTE_MS;

export interface NightInput {
  readonly catalog: Catalog;
  /** Null: nothing has been pinned yet. */
  readonly pinFile: PinFile | null;
  /** What stands in the benchmarks' folders, by the benchmark's name. */
  readonly contents: ReadonlyMap<string, ContentReading>;
  readonly project: string;
  readonly schedule: Schedule;
  /** The instant of the schedule, as `lastInstant` gives it. */
  readonly instant: Date;
  readonly now: Date;
  readonly ids: Ids;
}

export interface NightPlan {
  readonly night: Night;
  readonly runs: readonly NewRun[];
  readonly problems: readonly PlanProblem[];
}

/**
 * Plans one night: benchmarks × platforms × seeds. Seeds are the outermost turn, so the runs of one benchmark do not sit
 * together: a neighbour that disturbs the host for some minutes then hits one seed of several benchmarks, where it shows
 * as spread, and not all seeds of one, where it would look like a shift; and a night cut short at its deadline has
 * something of everything. The deadline counts from the planning when that came after the instant.
 */
export function planNight(input: NightInput): NightPlan {
  const { schedule, now, ids, instant } = input;
  const { cells, problems } = pinnedMatrix(input.catalog, input.pinFile, input.contents);
  const start = Math.max(instant.getTime(), now.getTime());
  const night: Night = {
    id: ids.next('night'),
    project: input.project,
    schedule: schedule.name,
    instant: instant.toISOString(),
    plannedAt: now.toISOString(),
    deadline: new Date(start + schedule.deadlineMinutes * MINUTE_MS).toISOString(),
    state: 'open',
    note: [lateness(instant, now), summarize(problems)].filter((part) => part !== '').join('; '),
  };
  return { night, runs: inTurns(cells).map((turn) => nightRun(input, night.id, turn)), problems };
}

/** A night that is recorded and not run. */
export function skippedNight(input: Omit<NightInput, 'catalog' | 'pinFile' | 'contents'>, reason: string): Night {
  const at = input.now.toISOString();
  return {
    id: input.ids.next('night'),
    project: input.project,
    schedule: input.schedule.name,
    instant: input.instant.toISOString(),
    plannedAt: at,
    deadline: at,
    state: 'skipped',
    note: reason,
  };
}

interface Turn {
  readonly cell: PinnedCell;
  readonly seed: number;
}

function inTurns(cells: readonly PinnedCell[]): readonly Turn[] {
  const rounds = Math.max(0, ...cells.map(({ manifest }) => manifest.seeds.length));
  return Array.from({ length: rounds }, (_, round) =>
    cells.flatMap((cell) => {
      const seed = cell.manifest.seeds[round];
      return seed === undefined ? [] : [{ cell, seed }];
    }),
  ).flat();
}

function nightRun(input: NightInput, nightId: string, { cell, seed }: Turn): NewRun {
  return {
    id: input.ids.next('run'),
    project: input.project,
    purpose: 'night',
    nightId,
    experiment: null,
    seed,
    priority: PRIORITY.night,
    pins: cell.pins,
    limits: cell.manifest.limits,
    metrics: cell.manifest.metrics,
    createdAt: input.now.toISOString(),
  };
}

function lateness(instant: Date, now: Date): string {
  const late = now.getTime() - instant.getTime();
  return late < LATE_MS ? '' : `planned ${Math.round(late / MINUTE_MS)} min after its instant`;
}
