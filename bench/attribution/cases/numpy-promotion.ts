import type { AttributionCase } from '../case.ts';

export default {
  name: 'numpy-promotion',
  title: 'Five packages move together; numpy 2.0 makes float32 weights float64, and it needs two of the others.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: 'slower',
  good: {
    requirements: ['numpy==1.26.4', 'scipy==1.11.4', 'scikit-learn==1.3.2', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
  },
  bad: {
    requirements: ['numpy==2.0.0', 'scipy==1.13.1', 'scikit-learn==1.5.0', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
  },
  truth: { outcome: 'cause', factors: ['package:numpy'], relation: null },
} satisfies AttributionCase;
