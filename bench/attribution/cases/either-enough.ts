import type { AttributionCase } from '../case.ts';

export default {
  name: 'either-enough',
  title: 'Packages, settings and variables change; numpy 2.0 and the precision each make the weights float64.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: 'slower',
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: {
    requirements: ['numpy==2.0.0', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
    config: { precision: 'float64', evalEvery: 3 },
    env: { MALLOC_ARENA_MAX: '2', TZ: 'UTC' },
  },
  truth: { outcome: 'cause', factors: ['config:precision', 'package:numpy'], relation: 'each' },
} satisfies AttributionCase;
