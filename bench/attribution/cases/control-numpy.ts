import type { AttributionCase } from '../case.ts';

export default {
  name: 'control-numpy',
  title: 'numpy moves within 1.x: the same speed.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: null,
  good: { requirements: ['numpy==1.24.4'] },
  bad: { requirements: ['numpy==1.26.4'] },
  truth: { outcome: 'none' },
} satisfies AttributionCase;
