import type { AttributionCase } from '../case.ts';

export default {
  name: 'wrong-labels',
  title: 'A new edition of a data set changes all three files; one in twenty labels of one of them is wrong.',
  benchmark: 'knn-parts',
  metric: 'accuracy',
  badness: 'less accurate',
  good: { requirements: ['numpy==1.26.4'] },
  bad: { requirements: ['numpy==1.26.4'], data: 'altered' },
  truth: { outcome: 'cause', factors: ['dataset:main.csv'], relation: null },
} satisfies AttributionCase;
