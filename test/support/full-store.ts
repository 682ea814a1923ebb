import type { Store } from '../../services/core/ports/store.ts';
import {
  aBand,
  aLease,
  aMetric,
  aNight,
  anExperiment,
  anIncident,
  aPoint,
  aReport,
  aRun,
  aSeries,
  aVerdict,
  NOON,
  noon,
} from './builders.ts';
import { aPush } from './pushes.ts';
import { aSearch, aSearchStep } from './searches.ts';

/** Something in every table. */
export async function fillStore(store: Store): Promise<void> {
  const nightId = 'night_00000001';
  await store.nights.plan(aNight(), [aRun({ purpose: 'night', nightId }), aRun({ id: 'run_00000002' })]);
  await store.jobs.lease('run_00000002', aLease({ fence: 'fence-2' }));
  await store.jobs.lease('run_00000001', aLease());
  const key = { runId: 'run_00000001', attempt: 1, fence: 'fence-1' };
  for (let at = 0; at < 3; at += 1) {
    await store.runs.appendLog({ ...key, offset: at * 262_144, text: String(at).repeat(262_144) });
  }
  await store.runs.appendSamples({ ...key, first: 0, samples: [{ metric: 'loss', value: 0.1, line: 1 }] });
  await store.telemetry.append({ ...key, first: 0, rows: [{ timeMs: 1, utilisation: 0.5 }] });
  await store.runs.report(aReport(), noon(12));
  await store.series.ensure(aSeries(), aMetric(), 'ser_00000001');
  await store.series.putBand(aBand({ high: Number.POSITIVE_INFINITY, deviation: 0.1 + 0.2 }));
  await store.nights.closeDue(noon(20));
  await store.nights.judge(nightId, {
    points: [aPoint({ value: 1 / 3 })],
    verdicts: [aVerdict({ band: aBand() })],
    newIncidents: [anIncident({ state: 'suspected' })],
    changedIncidents: [],
    events: [{ incidentId: 'inc_00000001', at: NOON, from: null, to: 'suspected', actor: 'judge', reason: 'ü🎉' }],
    experiments: [anExperiment({ incidentId: 'inc_00000001' })],
    outbox: [{ id: 'out_1', incidentId: 'inc_00000001', action: { kind: 'comment', body: 'b' }, createdAt: NOON }],
  });
  await store.searches.create(aSearch());
  await store.searches.begin(aSearchStep(0), null);
  const issue = { incidentId: 'inc_00000001', repository: 'o/r', number: 7, url: 'http://x/7', state: 'open' } as const;
  await store.outbox.sent('out_1', issue);
  const token = { id: 'tok_1', name: 'n', role: 'admin', platform: null, createdAt: NOON, revokedAt: null } as const;
  await store.tokens.create({ ...token, sha256: 'a'.repeat(64) });
  await store.idempotency.claim('key', 'body', NOON);
  await store.hosts.seen({ host: 'host-a', platform: 'cpu-x86_64', workerId: 'wrk_1', seenAt: NOON });
  await store.hosts.seen({ host: 'host-b', platform: 'cpu-x86_64', workerId: 'wrk_2', seenAt: NOON });
  const canary = { id: 'run_00000003', purpose: 'canary' } as const;
  await store.canaries.start(aRun(canary), aLease({ fence: 'fence-3', host: 'host-b' }));
  await store.runs.report(aReport({ runId: canary.id, fence: 'fence-3' }), noon(14));
  await store.canaries.judge('host-b', 'cpu-x86_64', noon(15));
  const move = { id: 'mov_1', project: 'default', benchmark: 'digits', platform: 'cpu-x86_64', at: NOON };
  await store.channels.record({ ...move, changes: [] });
  const channel = { channel: 'dataset:digits', kind: 'dataset', pointer: 'catalog, version 1' } as const;
  await store.channels.resolved('default', [{ ...channel, digest: `sha256:${'d'.repeat(64)}`, at: NOON }]);
  await store.pushed.take(aPush());
}
