import type { Benchmark } from '../model/benchmark.ts';
import type { FactorChange } from '../model/incident.ts';
import type { Pins } from '../model/pins.ts';
import type { BetweenKind, Implication, Mixture, SideRequest } from '../model/search.ts';

/** Both sides of a search and the manifest that their runs are read with. */
export interface PreparedSide {
  readonly pins: Pins;
  readonly manifest: Pick<Benchmark, 'limits' | 'metrics'>;
}

/** `refused`: pip, the builder or the data set says that there is no such mixture. */
export type Mixed =
  | { readonly kind: 'pins'; readonly pins: Pins }
  | { readonly kind: 'refused'; readonly reason: string };

/** Makes environments out of two others. Everything it builds is cached by its content and kept under a disk quota. */
export interface Mixer {
  /**
   * Pins of a side that is not a run, built where needed. Coded errors: UNKNOWN_BENCHMARK, RESOLVE_FAILED,
   * IMAGE_MISSING, INPUT_INVALID with the offending value.
   *
   * @param say reports progress in words.
   */
  prepare(
    benchmark: string,
    platform: string,
    side: Exclude<SideRequest, { kind: 'run' }>,
    say: (text: string) => void,
  ): Promise<PreparedSide>;
  /**
   * Differences that pins do not show beside others: two Dockerfiles. Without it among the changes, a mixture that takes
   * everything else would still have the good side's Dockerfile.
   */
  unseen(good: Pins, bad: Pins): Promise<readonly FactorChange[]>;
  /** What must go together among the changed factors, from the metadata of the wheels of both sides. */
  implications(good: Pins, bad: Pins, changes: readonly FactorChange[]): Promise<readonly Implication[]>;
  /**
   * Pins of a mixture. Retryable coded errors (RESOLVE_FAILED: the index is away; DOCKER_UNAVAILABLE; DISK_FULL) say
   * nothing about the mixture.
   */
  mix(good: Pins, bad: Pins, mixture: Mixture, say: (text: string) => void): Promise<Mixed>;
  /** What lies between both sides of a cause, in order, without both ends; empty where nobody can say. */
  between(good: Pins, bad: Pins, what: BetweenKind, factors: readonly FactorChange[]): Promise<readonly string[]>;
}
