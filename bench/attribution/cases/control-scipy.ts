import type { AttributionCase } from '../case.ts';

export default {
  name: 'control-scipy',
  title: 'scipy moves under logistic regression: the same speed and loss.',
  benchmark: 'logreg-digits',
  metric: 'throughput',
  badness: null,
  good: {
    requirements: ['numpy==1.26.4', 'scikit-learn==1.3.2', 'joblib==1.3.2', 'threadpoolctl==3.2.0', 'scipy==1.12.0'],
  },
  bad: {
    requirements: ['numpy==1.26.4', 'scikit-learn==1.3.2', 'joblib==1.3.2', 'threadpoolctl==3.2.0', 'scipy==1.13.1'],
  },
  truth: { outcome: 'none' },
} satisfies AttributionCase;
