import type { AttributionCase } from '../case.ts';

export default {
  name: 'crowded-host',
  title: 'Nothing of the environment changes; busy neighbours take two thirds of each processor.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: 'slower',
  good: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'] },
  bad: { requirements: ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'], host: 'crowded' },
  truth: { outcome: 'host' },
} satisfies AttributionCase;
