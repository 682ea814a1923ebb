import type { RunPurpose } from '../model/run.ts';

/**
 * Order in which a platform's queue hands out jobs; smaller first. A person who waits comes first; an experiment holds up
 * a suspicion that may be news for everybody; calibration holds up the judging of a whole benchmark; a night has hours.
 * A canary never waits in a queue: its host gets it before anything else. A pushed run has ended when it comes.
 */
export const PRIORITY = {
  canary: 1,
  manual: 10,
  experiment: 20,
  calibration: 30,
  night: 100,
  pushed: 100,
} as const satisfies Record<RunPurpose, number>;
