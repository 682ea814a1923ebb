import type { Scalar } from '../../services/core/model/base.ts';
import type { BetweenKind, CauseRelation } from '../../services/core/model/search.ts';

// The words of `npm run bench:attribution`: a case is two editions of a benchmark and the truth about what lies between.

/** One edition of a benchmark's folder and of the machine it runs on; what is left out is as in `catalog/`. */
export interface Edition {
  /** Exact requirements; pip resolves the closure when the case is run, so that no hash is written down here. */
  readonly requirements: readonly string[];
  readonly config?: Readonly<Record<string, Scalar>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Edition of the data set that `datasets.ts` makes. */
  readonly data?: 'altered';
  /** How many of the case's commits lie on top of the folder as it is. */
  readonly commits?: number;
  /** `crowded`: two busy loops for each processor run beside it. */
  readonly host?: 'crowded';
}

/** One commit of a case whose catalog is a git repository: a text in a file of the benchmark is replaced. */
export interface Commit {
  readonly message: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** What the measured levels should be. */
export type Badness = 'slower' | 'less accurate' | 'more memory' | 'does not converge' | 'crashes' | 'does not start';

/** What is true, and so what a search must say. */
export type Truth =
  /** Nothing changed for the worse: a search that names a cause is wrong. */
  | { readonly outcome: 'none' }
  | { readonly outcome: 'host' }
  | {
      readonly outcome: 'cause';
      /** Names of the guilty factors, sorted. */
      readonly factors: readonly string[];
      /** Null: one factor, or factors that cannot be taken apart. */
      readonly relation: CauseRelation | null;
      /** Factors that pip ties to the guilty one: naming all of them, as one group that cannot be taken apart, is right too. */
      readonly group?: readonly string[];
      /** Where something lies between both sides of the cause; any of `firstBad` is right. */
      readonly first?: { readonly what: BetweenKind; readonly firstBad: readonly string[] };
    };

export interface AttributionCase {
  /** Also the name of the file, and of the recording made from it. */
  readonly name: string;
  /** What changed and what it did, in one sentence. */
  readonly title: string;
  readonly benchmark: string;
  /** Metric that the search is asked about. */
  readonly metric: string;
  /** Null: a control. */
  readonly badness: Badness | null;
  readonly good: Edition;
  readonly bad: Edition;
  readonly commits?: readonly Commit[];
  readonly truth: Truth;
}
