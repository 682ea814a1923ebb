import type { Search, SearchStep } from '../../services/core/model/search.ts';
import { NOON, noon } from './builders.ts';

/** A search that somebody asked for by hand and that has not begun. */
export function aSearch(change: Partial<Search> = {}): Search {
  return {
    ...{ id: 'sea_00000001', project: 'default', incidentId: null, actor: 'ada' },
    ...{ benchmark: 'digits', platform: 'cpu-x86_64', state: 'queued', createdAt: NOON, updatedAt: NOON },
    ...{ good: null, bad: null, limits: null, metrics: [], metric: null, changes: [], implications: [] },
    sides: { good: { kind: 'run', run: 'run_1' }, bad: { kind: 'set', set: { 'package:numpy': '2.0.0' } } },
    ...{ levels: null, host: null, bound: null, conclusion: null },
    budget: { maxRuns: 80, maxMinutes: 600, maxPairs: 12 },
    reason: '',
    ...change,
  };
}

/** A step of that search that waits for its answer. */
export function aSearchStep(at: number, change: Partial<SearchStep> = {}): SearchStep {
  return {
    ...{ searchId: 'sea_00000001', at, answer: null, experimentId: null, createdAt: noon(at) },
    ask: {
      ...{ kind: 'trial', stage: 'search', mixture: { taken: ['package:numpy'] } },
      ...{ text: 'all old, numpy new', parent: null },
    },
    ...change,
  };
}
