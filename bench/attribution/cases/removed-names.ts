import type { AttributionCase } from '../case.ts';

export default {
  name: 'removed-names',
  title: 'Four packages move; numpy 2.0 has no np.float_ and no np.product, and the script crashes.',
  benchmark: 'pca-digits',
  metric: 'throughput',
  badness: 'crashes',
  good: { requirements: ['numpy==1.26.4', 'scipy==1.13.1', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: { requirements: ['numpy==2.0.0', 'scipy==1.14.1', 'joblib==1.4.2', 'threadpoolctl==3.5.0'] },
  truth: { outcome: 'cause', factors: ['package:numpy'], relation: null },
} satisfies AttributionCase;
