import type { Incident, IncidentSeries } from '../../services/core/model/incident.ts';
import type { Conclusion, SearchStep, TrialResult } from '../../services/core/model/search.ts';
import type { IssueContext } from '../../services/core/reporting/context.ts';

export const THROUGHPUT: IncidentSeries = {
  seriesId: 'ser_00000001',
  metric: 'throughput',
  unit: 'examples/s',
  direction: 'below',
  value: 4123.4,
  low: 9800,
  high: 11_200,
  basis: null,
  confirmation: {
    decision: 'confirmed',
    good: 10_512,
    bad: 4101,
    effect: -0.6099,
    interval: [-0.63, -0.59],
    pairs: 4,
    median: 4101,
    evidence: 52_000,
  },
};

export const ACCURACY: IncidentSeries = {
  seriesId: 'ser_00000002',
  metric: 'accuracy',
  unit: 'share of test digits',
  direction: 'changed',
  value: 0.9782,
  low: 0.975,
  high: 0.983,
  basis: null,
  confirmation: null,
};

export function incidentOf(change: Partial<Incident> = {}): Incident {
  return {
    id: 'inc_00000001',
    project: 'default',
    benchmark: 'numpy-mlp-digits',
    platform: 'cpu-x86_64',
    methodVersion: 1,
    state: 'confirmed',
    side: 'container',
    openedAt: '2026-11-24T02:41:00.000Z',
    updatedAt: '2026-11-24T02:50:00.000Z',
    nightId: 'night_00000002',
    goodNightId: 'night_00000001',
    dates: ['2026-11-24T02:00:00.000Z'],
    leaderId: null,
    series: [THROUGHPUT, ACCURACY],
    suspects: [
      { factor: 'package:numpy', from: '1.26.4', to: '2.0.0' },
      { factor: 'library:libopenblas.so.0', from: '', to: 'build 77f3' },
    ],
    experimentId: 'exp_00000001',
    cleanNights: 0,
    searchId: null,
    cause: null,
    reason: 'throughput fell in 4 of 4 pairs',
    ...change,
  };
}

export function contextOf(change: Partial<IssueContext> = {}): IssueContext {
  return {
    night: { id: 'night_00000002', instant: '2026-11-24T02:30:00.000Z' },
    goodNight: { id: 'night_00000001', instant: '2026-11-23T02:30:00.000Z' },
    metrics: new Map([
      [THROUGHPUT.seriesId, { scale: 'positive' }],
      [ACCURACY.seriesId, { scale: 'rate' }],
    ]),
    runs: [
      { id: 'run_00000001', seed: 1, outcome: 'measured', host: 'bench-1' },
      { id: 'run_00000002', seed: 2, outcome: 'measured', host: null },
    ],
    failure: null,
    experiment: { id: 'exp_00000001', host: 'bench-1', seeds: [7, 8, 9, 10], paired: true },
    secrets: [],
    ...change,
  };
}

/** A search that found `package:numpy`, with both proofs. */
export function conclusionOf(change: Partial<Conclusion> = {}): Conclusion {
  return {
    outcome: 'found',
    factors: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
    relation: null,
    group: false,
    first: null,
    necessity: 2,
    sufficiency: 3,
    left: [],
    suspects: [],
    metric: 'throughput',
    effect: -0.604,
    interval: [-0.62, -0.59],
    evidence: 52_000,
    pairs: 8,
    decisions: 6,
    betweenDecisions: 0,
    runs: 44,
    refused: [],
    reason: 'numpy alone makes the change',
    ...change,
  };
}

/** What a trial gave that was like the bad side. */
export function trialOf(change: Partial<TrialResult> = {}): TrialResult {
  return {
    kind: 'trial',
    verdict: 'bad',
    unresolved: null,
    reason: 'like the bad side',
    reference: 10_500,
    value: 4150,
    effect: -0.604,
    interval: [-0.62, -0.59],
    share: 1,
    evidence: 52_000,
    pairs: 4,
    runs: 8,
    host: 'bench-1',
    ...change,
  };
}

/** A step of a search that tried the bad side's `taken`. */
export function stepOf(
  at: number,
  taken: readonly string[],
  change: Partial<TrialResult> | null = {},
  parent: number | null = null,
  text = `all old, ${taken.join(', ')} new`,
): SearchStep {
  return {
    searchId: 'sea_00000001',
    at,
    ask: { kind: 'trial', stage: 'search', mixture: { taken }, text, parent },
    answer: change === null ? null : trialOf(change),
    experimentId: `exp_0000000${at}`,
    createdAt: '2026-11-24T03:00:00.000Z',
  };
}
