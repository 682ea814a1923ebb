import type { Metric, ReferenceConvergence } from '../../services/core/model/metric.ts';

/** Runs of training_4.0.0/rcps_resnet.json (mlcommons/logging, Apache-2.0): epochs to 75.9 %. */
export const RESNET: Readonly<Record<number, readonly number[]>> = {
  1632: [34, 34, 34, 35, 35, 37, 35, 35, 33, 35, 35, 37, 37, 35, 35, 34, 35],
  3264: [36, 35, 34, 34, 36, 35, 35, 35, 35, 37, 35, 35, 35, 36, 35],
  4096: [39, 42, 40, 41, 39, 40, 41, 39, 40, 39],
  8192: [42, 44, 43, 41, 41, 41, 42, 42, 43, 41],
  13056: [46, 46, 44, 46, 45, 46, 45, 45, 45, 46],
  32768: [56, 56, 55, 56, 56, 56, 56, 56, 57, 56],
};

export const RESNET_CONVERGENCE: ReferenceConvergence = {
  mlperf: 'resnet',
  batch: 1632,
  points: Object.entries(RESNET).map(([batch, runs]) => ({ batch: Number(batch), runs: [...runs] })),
  derivation: 'mlcommons/logging training_4.0.0/rcps_resnet.json',
};

export const TINY_RULE = { runs: 3, dropped: 0, notConverging: 0 };

/** A metric that counts epochs to the target and is judged by reference convergence points. */
export function onConvergence(change: Partial<ReferenceConvergence> = {}): Metric {
  return {
    name: 'epochs',
    kind: 'quality',
    unit: 'epochs',
    direction: 'lower',
    scale: 'count',
    source: { format: 'mllog', key: 'epochs_to_target', reduce: 'last', warmup: 0 },
    minEffect: 1,
    convergence: { ...RESNET_CONVERGENCE, ...change },
  };
}
