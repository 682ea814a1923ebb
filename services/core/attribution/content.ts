import type { Digest } from '../model/base.ts';
import type { Limits } from '../model/benchmark.ts';
import type { ExperimentTrial } from '../model/experiment.ts';
import { filesDigest, fingerprint } from '../model/identity.ts';
import type { Pins } from '../model/pins.ts';

/**
 * Fingerprint of what would run: image, command, configuration, variables and the bytes of the data. An image that we
 * built counts by its recipe, since the same inputs may build another id; one that others built by its reference.
 */
export function contentOf(pins: Pins): Digest {
  const { image, command, config, env, dataset } = pins;
  return fingerprint({
    image: image.recipe ?? image.reference,
    command,
    config,
    env,
    data: filesDigest(dataset.files),
  });
}

/** What an experiment of a search asks. */
export interface TrialQuestion {
  readonly good: Pins;
  readonly bad: Pins;
  readonly question: ExperimentTrial['question'];
  /** Whether the good side is run too, which it is where this is left out; a mixture that runs alone gives the same beside any good side. */
  readonly paired?: boolean;
  /** Metric in question; null or left out: whichever moved. */
  readonly metric?: string | null;
  /** A tighter limit may kill what a wider one lets run; null or left out: not known. */
  readonly limits?: Limits | null;
}

/** Key of an experiment: equal for experiments whose runs answer the same, whichever search asked. */
export function trialKey(asked: TrialQuestion): Digest {
  const { good, bad, question, paired = true, metric = null, limits = null } = asked;
  const { benchmark, methodVersion, platform } = bad;
  return fingerprint({
    benchmark,
    methodVersion,
    platform,
    good: paired ? contentOf(good) : null,
    bad: contentOf(bad),
    question,
    metric,
    limits,
  });
}
