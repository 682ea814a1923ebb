/** One piece of news about an image in the making. */
export interface ImageProgress {
  /** Name of the base or the benchmark. */
  readonly subject: string;
  /** `found`: it was there already; `note`: something the operator should read. */
  readonly phase: 'base' | 'wheels' | 'build' | 'push' | 'found' | 'note' | 'done';
  /** Steps done of the phase, when it has a known number. */
  readonly step?: number;
  readonly total?: number;
  /** One line for people. */
  readonly text: string;
}

export type OnProgress = (progress: ImageProgress) => void;
