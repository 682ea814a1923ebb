import type { CanaryVerdict } from '../judge/canary.ts';
import type { Instant } from '../model/base.ts';
import type { Measurement } from '../model/run.ts';
import type { HostSituation } from '../planning/canary-turn.ts';
import type { JobStore, NewRun, Run } from './store-runs.ts';

/** One canary and what it said of its host. */
export interface CanaryRecord extends CanaryVerdict {
  readonly runId: string;
  readonly host: string;
  readonly platform: string;
  readonly at: Instant;
  readonly measured: readonly Measurement[];
}

/** A host of a platform as its canaries show it. */
export interface HostStanding {
  readonly host: string;
  readonly platform: string;
  /** Null: it is in no quarantine. */
  readonly quarantinedAt: Instant | null;
  readonly quarantineReason: string;
  /** Its newest canary that was judged. */
  readonly canary: CanaryRecord | null;
}

/** A canary that was judged just now, and what it changed for its host. */
export interface CanaryJudged {
  readonly record: CanaryRecord;
  readonly step: 'quarantine' | 'release' | 'stay';
}

/** Canaries: started for one host past the queue, judged once, and what follows for the host. */
export interface CanaryStore {
  /** How a host stands that asks for work; one that was never seen has done nothing. */
  situation(host: string, platform: string): Promise<HostSituation>;
  /**
   * Makes a canary and leases it to its host in one transaction. Null when the host holds a job by now: two claims of one
   * host at the same instant make one canary.
   */
  start(run: NewRun, lease: Parameters<JobStore['lease']>[1]): Promise<Run | null>;
  /** Id of the oldest run that a person asked for and that waits for this platform. */
  byHand(platform: string): Promise<string | null>;
  /**
   * Judges the canaries of a host that ended and were not judged yet, oldest first, and puts the host in quarantine or
   * out of it, in one transaction. Safe to repeat: each canary is judged once.
   */
  judge(host: string, platform: string, now: Instant): Promise<readonly CanaryJudged[]>;
  /** Every host that was seen, by platform and name. */
  standings(): Promise<readonly HostStanding[]>;
  /**
   * A person lets a host out of quarantine: how it is now is its normal from here on, so it learns anew. False when
   * there is no such host.
   */
  release(host: string, platform: string, now: Instant): Promise<boolean>;
}
