import type { AttributionCase } from '../case.ts';

export default {
  name: 'peak-memory',
  title: 'Packages, settings and variables change; larger chunks cost memory.',
  benchmark: 'knn-parts',
  metric: 'peak-memory',
  badness: 'more memory',
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: {
    requirements: ['numpy==1.26.4', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
    config: { chunk: 128, draws: 13, share: 0.72 },
    env: { PYTHONOPTIMIZE: '1', TZ: 'UTC' },
  },
  truth: { outcome: 'cause', factors: ['config:chunk'], relation: null },
} satisfies AttributionCase;
