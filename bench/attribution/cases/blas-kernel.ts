import type { AttributionCase } from '../case.ts';
import { BEFORE, REQUIREMENTS } from './settings.ts';

export default {
  name: 'blas-kernel',
  title: 'Five variables and a setting change; one variable makes OpenBLAS use the kernels of an old processor.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: 'slower',
  good: { requirements: REQUIREMENTS, env: { ...BEFORE, OPENBLAS_CORETYPE: 'SkylakeX' } },
  bad: {
    requirements: REQUIREMENTS,
    env: {
      MALLOC_ARENA_MAX: '2',
      TZ: 'UTC',
      LC_ALL: 'C.utf-8',
      PYTHONIOENCODING: 'utf_8',
      OPENBLAS_CORETYPE: 'Prescott',
    },
    config: { evalEvery: 3 },
  },
  truth: { outcome: 'cause', factors: ['env:OPENBLAS_CORETYPE'], relation: null },
} satisfies AttributionCase;
