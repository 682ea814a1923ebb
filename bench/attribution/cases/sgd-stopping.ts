import type { AttributionCase } from '../case.ts';

export default {
  name: 'sgd-stopping',
  title: 'Five packages move; scikit-learn 1.8 stops SGD later: the same accuracy after more epochs.',
  benchmark: 'sgd-digits',
  metric: 'epochs',
  badness: 'does not converge',
  good: {
    requirements: ['scikit-learn==1.7.2', 'numpy==2.2.6', 'scipy==1.15.3', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
  },
  bad: {
    requirements: ['scikit-learn==1.8.0', 'numpy==2.3.5', 'scipy==1.16.3', 'joblib==1.5.2', 'threadpoolctl==3.6.0'],
  },
  truth: { outcome: 'cause', factors: ['package:scikit-learn'], relation: null },
} satisfies AttributionCase;
