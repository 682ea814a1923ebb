import type { ImageUse } from '../planning/needed-images.ts';

/** Which images stored things stand on. */
export interface ImageStore {
  /** Every use by runs, experiments, searches, incidents and baselines of all projects, as of `now`. */
  uses(now: string): Promise<readonly ImageUse[]>;
}
