import type { AttributionCase } from '../case.ts';

export default {
  name: 'jax-thunks',
  title: 'Six packages move; jax and jaxlib only work as a pair, and the new pair pays more for each small kernel.',
  benchmark: 'chain-fit',
  metric: 'throughput',
  badness: 'slower',
  good: {
    requirements: [
      'jax==0.4.31',
      'jaxlib==0.4.31',
      'numpy==1.26.4',
      'scipy==1.11.4',
      'ml-dtypes==0.4.0',
      'opt-einsum==3.3.0',
    ],
  },
  bad: {
    requirements: [
      'jax==0.4.33',
      'jaxlib==0.4.33',
      'numpy==2.0.2',
      'scipy==1.13.1',
      'ml-dtypes==0.5.0',
      'opt-einsum==3.4.0',
    ],
  },
  truth: { outcome: 'cause', factors: ['package:jax', 'package:jaxlib'], relation: null },
} satisfies AttributionCase;
