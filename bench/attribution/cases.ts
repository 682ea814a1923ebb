import type { AttributionCase } from './case.ts';
import blasKernel from './cases/blas-kernel.ts';
import bothNeeded from './cases/both-needed.ts';
import brokenMixture from './cases/broken-mixture.ts';
import controlIdentical from './cases/control-identical.ts';
import controlNumpy from './cases/control-numpy.ts';
import controlScikitLearn from './cases/control-scikit-learn.ts';
import controlScipy from './cases/control-scipy.ts';
import controlSettings from './cases/control-settings.ts';
import crowdedHost from './cases/crowded-host.ts';
import eitherEnough from './cases/either-enough.ts';
import importFails from './cases/import-fails.ts';
import jaxThunks from './cases/jax-thunks.ts';
import jaxThunksBetween from './cases/jax-thunks-between.ts';
import kmeansDefault from './cases/kmeans-default.ts';
import learningRate from './cases/learning-rate.ts';
import numpyPromotion from './cases/numpy-promotion.ts';
import peakMemory from './cases/peak-memory.ts';
import removedNames from './cases/removed-names.ts';
import sgdStopping from './cases/sgd-stopping.ts';
import tenthCommit from './cases/tenth-commit.ts';
import wrongLabels from './cases/wrong-labels.ts';

/** Every case, controls last. */
export const CASES: readonly AttributionCase[] = [
  numpyPromotion,
  kmeansDefault,
  jaxThunks,
  jaxThunksBetween,
  sgdStopping,
  blasKernel,
  removedNames,
  importFails,
  brokenMixture,
  wrongLabels,
  learningRate,
  tenthCommit,
  crowdedHost,
  bothNeeded,
  eitherEnough,
  peakMemory,
  controlNumpy,
  controlScipy,
  controlScikitLearn,
  controlSettings,
  controlIdentical,
];
