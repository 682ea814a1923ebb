import type { ConvergenceRule } from '../../model/metric.ts';

/** Every number the convergence test decides by, in one place. */

/** Level of the reference-convergence test on each of its two sides (mlcommons/logging `rcp_checker.py`: α = 0.05). */
export const CONVERGENCE_ALPHA = 0.05;
/** The reference has twice as many runs as a submission, at every batch size between two measured ones too. */
export const REFERENCE_RUNS_FACTOR = 2;
/** Runs that the checker takes off a submission's count wherever it drops any (so 2 also where it drops 8). */
export const SUBMISSION_RUNS_DROPPED = 2;

/** How one benchmark's runs are counted: runs of a submission, dropped on each side, allowed not to converge. */
export type RunRule = Readonly<ConvergenceRule>;

const few: RunRule = { runs: 5, dropped: 1, notConverging: 1 };
const usual: RunRule = { runs: 10, dropped: 1, notConverging: 1 };
const huge: RunRule = { runs: 3, dropped: 1, notConverging: 1 };

/** MLPerf's run counts (mlcommons/training_policies `training_rules.adoc`, mlcommons/logging `rcp_checker.py`). */
export const RUN_RULES: ReadonlyMap<string, RunRule> = new Map([
  ['resnet', few],
  ['ssd', few],
  ['retinanet', few],
  ['maskrcnn', few],
  ['dlrm', few],
  ['deepcam', few],
  ['oc20', few],
  ['cosmoflow', usual],
  ['bert', usual],
  ['dlrm_dcnv2', usual],
  ['rnnt', usual],
  ['stable_diffusion', usual],
  ['llama2_70b_lora', usual],
  ['llama31_8b', usual],
  ['flux1', usual],
  ['gpt_oss_20b', usual],
  ['rgat', usual],
  ['unet3d', { runs: 40, dropped: 4, notConverging: 4 }],
  ['gpt3', huge],
  ['llama31_405b', huge],
  ['deepseekv3_671b', huge],
  ['qwen35_397b_grpo', huge],
]);

/** Failure share that is suspected of a benchmark nobody has seen: Jeffreys' prior, half a failure and half a success. */
export const FAILURE_PRIOR = 0.5;
/** A night's failures are a finding when its own history would bring them less often than this. */
export const FAILURE_ALPHA = 0.001;
/** Two failures in a row are a finding by themselves, … */
export const FAILURES_IN_A_ROW = 2;
/** … unless at least this many earlier runs show that the benchmark fails often enough to bring them … */
export const FAILURE_HISTORY_MIN = 20;
/** … at least this often. More failures in a night than its rule allows are usual by the same share. */
export const FAILURES_COMMON = 0.05;
