import type { AttributionCase } from '../case.ts';

export default {
  name: 'learning-rate',
  title: 'Six settings change; the learning rate is a hundredth of what it was.',
  benchmark: 'mlp-digits',
  metric: 'accuracy',
  badness: 'less accurate',
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: {
    requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
    config: { learningRate: 0.0005, momentum: 0.55, weightDecay: 5e-5, clip: 6, evalEvery: 3, batchSize: 60 },
  },
  truth: { outcome: 'cause', factors: ['config:learningRate'], relation: null },
} satisfies AttributionCase;
