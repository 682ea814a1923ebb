import type { Instant } from './base.ts';

/** `open` while runs are due, `closed` when all have ended or the deadline passed, `judged` when the verdicts stand. */
export type NightState = 'open' | 'closed' | 'judged' | 'skipped';

/** One scheduled pass over the catalog. (project, schedule, instant) is unique: a second scheduler plans nothing twice. */
export interface Night {
  readonly id: string;
  readonly project: string;
  readonly schedule: string;
  /** The UTC instant of the schedule that this night belongs to. */
  readonly instant: Instant;
  readonly plannedAt: Instant;
  readonly deadline: Instant;
  readonly state: NightState;
  /** Why it was skipped, or why it is late; empty otherwise. */
  readonly note: string;
}

/** A nightly schedule of a project. */
export interface Schedule {
  readonly name: string;
  /** Five-field cron expression. */
  readonly cron: string;
  /** IANA time zone. */
  readonly timeZone: string;
  /** Time after the instant at which the night closes whatever is missing. */
  readonly deadlineMinutes: number;
}
