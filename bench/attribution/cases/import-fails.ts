import type { AttributionCase } from '../case.ts';

export default {
  name: 'import-fails',
  title: 'Four packages move; pip accepts scikit-learn 1.2.2 with numpy 2.0.0, and the import fails.',
  benchmark: 'logreg-digits',
  metric: 'throughput',
  badness: 'does not start',
  good: {
    requirements: ['scikit-learn==1.2.2', 'numpy==1.26.4', 'scipy==1.13.1', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
  },
  bad: {
    requirements: ['scikit-learn==1.2.2', 'numpy==2.0.0', 'scipy==1.14.1', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
  },
  truth: { outcome: 'cause', factors: ['package:numpy'], relation: null },
} satisfies AttributionCase;
