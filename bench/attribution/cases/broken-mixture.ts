import type { AttributionCase } from '../case.ts';

export default {
  name: 'broken-mixture',
  title:
    'Four packages move; scikit-learn is guilty, and all new with the old scikit-learn installs but cannot be imported.',
  benchmark: 'kmeans-digits',
  metric: 'inertia',
  badness: 'less accurate',
  good: {
    requirements: ['scikit-learn==1.2.2', 'numpy==1.26.4', 'scipy==1.13.1', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
  },
  bad: {
    requirements: ['scikit-learn==1.5.0', 'numpy==2.0.0', 'scipy==1.13.1', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
  },
  truth: { outcome: 'cause', factors: ['package:scikit-learn'], relation: null },
} satisfies AttributionCase;
