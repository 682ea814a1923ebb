import { type Static, Type } from 'typebox';
import { closed, type Instant, Scalar } from './base.ts';
import type { Limits } from './benchmark.ts';
import type { FactorChange } from './factor.ts';
import type { Metric } from './metric.ts';
import type { Pins } from './pins.ts';

/**
 * Life of a search for a cause. `queued → preparing → running → ended`; `cancelled` from any of the first three.
 * `preparing` resolves and builds both sides, which may take minutes.
 */
export type SearchState = 'queued' | 'preparing' | 'running' | 'ended' | 'cancelled';

/** Where one side of a search comes from. */
export const SideRequest = Type.Union([
  /** What a run executed. */
  Type.Object({ kind: Type.Literal('run'), run: Type.String({ minLength: 1, maxLength: 80 }) }, closed),
  /** The benchmark as the catalog has it pinned now, with factors set: `package:numpy` → "2.0.0", `config:epochs` → 3. */
  Type.Object({ kind: Type.Literal('set'), set: Type.Record(Type.String({ minLength: 1 }), Scalar) }, closed),
  /** The benchmark with the packages of another lock file, whose text this is. */
  Type.Object({ kind: Type.Literal('lock'), text: Type.String({ minLength: 1, maxLength: 4_194_304 }) }, closed),
  /** The benchmark's command, configuration and data in an image that others built. */
  Type.Object({ kind: Type.Literal('image'), reference: Type.String({ minLength: 1, maxLength: 300 }) }, closed),
]);
export type SideRequest = Static<typeof SideRequest>;

/** When the factor `when` is the bad side's, the factor `then` must be too: pip knows it from the wheels' metadata. */
export interface Implication {
  readonly when: string;
  readonly then: string;
}

/**
 * A mixture of two environments: the factors (names of `FactorChange`, sorted) that are the bad side's; everything else
 * is the good side's. At most one of the others says that something between the two sides stands in a factor's place.
 */
export interface Mixture {
  readonly taken: readonly string[];
  /** Package to a version between both sides'. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Git commit whose benchmark folder gives the code. */
  readonly commit?: string;
  /** Digest reference that an opaque image's channel had. */
  readonly image?: string;
}

/** Part of a search that a trial belongs to. */
export type SearchStage = 'split' | 'search' | 'necessity' | 'sufficiency' | 'between' | 'host';

/** Kinds of ordered things that lie between the two sides of a factor. */
export type BetweenKind = 'versions' | 'commits' | 'digests';

/** What a search asks next: a trial of a mixture, or a list of what lies between both sides of the cause. */
export type SearchAsk =
  | {
      readonly kind: 'trial';
      readonly stage: SearchStage;
      readonly mixture: Mixture;
      /** For people: `all new, numpy old`. */
      readonly text: string;
      /** Index of the trial that this one was derived from; null: the first. For showing the search as a tree. */
      readonly parent: number | null;
    }
  | { readonly kind: 'between'; readonly what: BetweenKind; readonly factors: readonly FactorChange[] };

/** `unresolved`: it cannot be built, does not run, or was not decided within its pairs. */
export type TrialVerdict = 'good' | 'bad' | 'unresolved';

/** Why a trial is unresolved: no such combination, it fails in another way than the question, or too close to call. */
export type Unresolved = 'refused' | 'broken' | 'undecided' | 'lost';

/** What a trial gave. Values in the leading metric's unit; null where there are none. */
export interface TrialResult {
  readonly kind: 'trial';
  readonly verdict: TrialVerdict;
  readonly unresolved: Unresolved | null;
  /** One sentence. */
  readonly reason: string;
  /** Mean of the good side's runs beside it, and of the mixture's runs. */
  readonly reference: number | null;
  readonly value: number | null;
  /** Change from the good side (relative for `positive`, absolute otherwise) with its 95 % interval. */
  readonly effect: number | null;
  readonly interval: readonly [number, number] | null;
  /** 0: like the good side; 1: like the bad side. */
  readonly share: number | null;
  /** Likelihood ratio of the verdict against the other one. */
  readonly evidence: number;
  readonly pairs: number;
  /** Runs that were made for it; 0 when an earlier experiment answered it. */
  readonly runs: number;
  readonly host: string | null;
}

export type SearchAnswer =
  | TrialResult
  /** From the good side to the bad side in their order, without both ends. */
  | { readonly kind: 'between'; readonly items: readonly string[] };

/** One step of a search. Steps are numbered from 0 and never change once they are answered. */
export interface SearchStep {
  readonly searchId: string;
  readonly at: number;
  readonly ask: SearchAsk;
  /** Null: under way. */
  readonly answer: SearchAnswer | null;
  readonly experimentId: string | null;
  readonly createdAt: Instant;
}

/** What the two sides give, as the first split showed it; on the metric's working scale. */
export type Levels =
  | {
      readonly kind: 'numbers';
      readonly metric: string;
      /** Whether trials run the good side beside the mixture (the metric feels the host), or the mixture alone. */
      readonly paired: boolean;
      readonly good: number;
      readonly bad: number;
      /** Spread of a difference of a pair where `paired`, of a single run otherwise; above 0. */
      readonly deviation: number;
      /** Pairs (or runs a side) that the levels come from. */
      readonly count: number;
    }
  /** The bad side fails; `signature` tells its failure from others (core/attribution/failure-signature.ts). */
  | { readonly kind: 'failure'; readonly metric: string; readonly paired: false; readonly signature: string };

/** What a search may cost at most, as a person or the configuration says; `maxPairs` bounds a single trial. */
export interface SearchBudget {
  readonly maxRuns: number;
  readonly maxMinutes: number;
  readonly maxPairs: number;
}

/** What a search will cost at most, stated before it starts. */
export interface SearchBound {
  /** Factors that changed, and what the bound on decisions is made of: 2⌈log2 n⌉ + 4. */
  readonly changes: number;
  readonly decisions: number;
  readonly runs: number;
  readonly minutes: number;
}

/** `blocked`: builds failed, or the budget ended, before one factor was left; `left` names the candidates. */
export type CauseOutcome = 'found' | 'several' | 'not-reproducible' | 'host' | 'blocked';

/** How several factors make the change: only together, or each of them by itself. */
export type CauseRelation = 'together' | 'each';

/** The end of a search. A cause is named only with both proofs, or says which one cannot exist and why. */
export interface Conclusion {
  readonly outcome: CauseOutcome;
  /** The cause; empty unless `found`, `several` or `host`. */
  readonly factors: readonly FactorChange[];
  /** Null for a single factor, or factors that cannot be separated (jax + jaxlib). */
  readonly relation: CauseRelation | null;
  /** Whether the factors are one group that cannot be taken apart. */
  readonly group: boolean;
  /** Decisive neighbours found by bisection between the two sides of the cause. */
  readonly first: {
    readonly what: BetweenKind;
    readonly lastGood: string;
    readonly firstBad: string;
    /** Those between them that could not be tried. */
    readonly skipped: readonly string[];
  } | null;
  /** All new with the cause old: good. Index of the step; null: the split itself shows it, or it cannot be built. */
  readonly necessity: number | null;
  /** All old with the cause new: bad. */
  readonly sufficiency: number | null;
  /** Candidates that are left when it is `blocked`. */
  readonly left: readonly FactorChange[];
  /** Differences that come with the cause and could not be tried by themselves: suspects, no proof. */
  readonly suspects: readonly FactorChange[];
  /** Effect of the cause on the leading metric with its 95 % interval, and the evidence for it. */
  readonly metric: string | null;
  readonly effect: number | null;
  readonly interval: readonly [number, number] | null;
  readonly evidence: number;
  readonly pairs: number;
  /** Trials that were decided by running something, those of the bisection between versions counted apart. */
  readonly decisions: number;
  readonly betweenDecisions: number;
  readonly runs: number;
  /** Reasons of the builds that failed. */
  readonly refused: readonly string[];
  /** One sentence: what was found and what it rests on. */
  readonly reason: string;
}

/** A search for the change that did it. */
export interface Search {
  readonly id: string;
  readonly project: string;
  /** Null: somebody asked by hand. */
  readonly incidentId: string | null;
  readonly actor: string;
  readonly benchmark: string;
  readonly platform: string;
  readonly state: SearchState;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly sides: { readonly good: SideRequest; readonly bad: SideRequest };
  /** Null until prepared. */
  readonly good: Pins | null;
  readonly bad: Pins | null;
  readonly limits: Limits | null;
  readonly metrics: readonly Metric[];
  /** Metric that was asked about; null: the one that the split shows. */
  readonly metric: string | null;
  /** Restorable differences between both sides, and what pip knows about them; empty until prepared. */
  readonly changes: readonly FactorChange[];
  readonly implications: readonly Implication[];
  /** Factors that were proven to be a cause elsewhere and are tried first; absent: nothing is known. */
  readonly hint?: readonly string[];
  /** Null until the split is decided. */
  readonly levels: Levels | null;
  /** Host that its trials run on; null until the split ran. */
  readonly host: string | null;
  readonly budget: SearchBudget;
  readonly bound: SearchBound | null;
  readonly conclusion: Conclusion | null;
  /** One sentence: why the state is what it is, or what it is doing. */
  readonly reason: string;
}
