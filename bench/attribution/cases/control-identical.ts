import type { AttributionCase } from '../case.ts';

export default {
  name: 'control-identical',
  title: 'Two equal environments.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: null,
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  truth: { outcome: 'none' },
} satisfies AttributionCase;
