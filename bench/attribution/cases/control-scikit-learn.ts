import type { AttributionCase } from '../case.ts';

export default {
  name: 'control-scikit-learn',
  title: 'The five packages of numpy-promotion move under logistic regression: the same loss.',
  benchmark: 'logreg-digits',
  metric: 'log-loss',
  badness: null,
  good: {
    requirements: ['numpy==1.26.4', 'scipy==1.11.4', 'scikit-learn==1.3.2', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
  },
  bad: {
    requirements: ['numpy==2.0.0', 'scipy==1.13.1', 'scikit-learn==1.5.0', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
  },
  truth: { outcome: 'none' },
} satisfies AttributionCase;
