import type { AttributionCase } from '../case.ts';

export default {
  name: 'kmeans-default',
  title: 'Four packages move; scikit-learn 1.4 makes KMeans start once instead of ten times: faster and worse.',
  benchmark: 'kmeans-digits',
  metric: 'inertia',
  badness: 'less accurate',
  good: {
    requirements: ['numpy==1.26.4', 'scipy==1.11.4', 'scikit-learn==1.3.2', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
  },
  bad: {
    requirements: ['numpy==1.26.4', 'scipy==1.12.0', 'scikit-learn==1.4.0', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
  },
  truth: { outcome: 'cause', factors: ['package:scikit-learn'], relation: null },
} satisfies AttributionCase;
