import type { AttributionCase } from '../case.ts';
import { BEFORE, REQUIREMENTS } from './settings.ts';

export default {
  name: 'control-settings',
  title: 'Four variables and a setting change that change nothing.',
  benchmark: 'mlp-digits',
  metric: 'throughput',
  badness: null,
  good: { requirements: REQUIREMENTS, env: BEFORE },
  bad: {
    requirements: REQUIREMENTS,
    env: { MALLOC_ARENA_MAX: '2', TZ: 'UTC', LC_ALL: 'C.utf-8', PYTHONIOENCODING: 'utf_8' },
    config: { evalEvery: 3 },
  },
  truth: { outcome: 'none' },
} satisfies AttributionCase;
