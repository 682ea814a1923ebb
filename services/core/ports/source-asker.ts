import type { DatasetPin } from '../model/pins.ts';

/** Asks the sources of data sets what they have now; nothing that it finds changes a pin. */
export interface SourceAsker {
  /**
   * The source's own word for what it has (entity tags, a commit, a digest), cheaply; null: it has none. Fails with
   * DATASET_MISSING, ORIGIN_REFUSED and the like where it does not answer.
   */
  mark(pin: DatasetPin): Promise<string | null>;
  /** Fetches and compares: null, or what differs, in words. `unseen`: it is too large to be fetched for a look. */
  compare(pin: DatasetPin): Promise<{ readonly seen: 'same' | 'other' | 'unseen'; readonly detail: string }>;
}
