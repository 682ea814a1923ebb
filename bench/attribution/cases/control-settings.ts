import type { AttributionCase } from '../case.ts';

export default {
  name: 'control-settings',
  title: 'Four variables and a setting change that change nothing.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: null,
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: {
    requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
    env: { MALLOC_ARENA_MAX: '2', OMP_WAIT_POLICY: 'PASSIVE', PYTHONFAULTHANDLER: '1', LC_ALL: 'C.UTF-8' },
    config: { evalEvery: 3 },
  },
  truth: { outcome: 'none' },
} satisfies AttributionCase;
