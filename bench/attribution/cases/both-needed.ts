import type { AttributionCase } from '../case.ts';

export default {
  name: 'both-needed',
  title:
    'Packages, settings and variables change; numpy 2.0 and the cosine schedule are harmless alone and slow together.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: 'slower',
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'], config: { schedule: 'constant' } },
  bad: {
    requirements: ['numpy==2.0.0', 'joblib==1.4.2', 'threadpoolctl==3.5.0'],
    config: { schedule: 'cosine', evalEvery: 3 },
    env: { MALLOC_ARENA_MAX: '2', TZ: 'UTC' },
  },
  truth: { outcome: 'cause', factors: ['config:schedule', 'package:numpy'], relation: 'together' },
} satisfies AttributionCase;
