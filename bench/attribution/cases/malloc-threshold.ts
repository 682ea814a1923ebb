import type { AttributionCase } from '../case.ts';

export default {
  name: 'malloc-threshold',
  title: 'Five variables and a setting change; one variable makes every larger array a mapping of its own.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: 'slower',
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: {
    requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'],
    env: {
      MALLOC_ARENA_MAX: '2',
      OMP_WAIT_POLICY: 'PASSIVE',
      PYTHONFAULTHANDLER: '1',
      LC_ALL: 'C.UTF-8',
      MALLOC_MMAP_THRESHOLD_: '65536',
    },
    config: { evalEvery: 3 },
  },
  truth: { outcome: 'cause', factors: ['env:MALLOC_MMAP_THRESHOLD_'], relation: null },
} satisfies AttributionCase;
