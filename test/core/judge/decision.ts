import t from 'tap';
import { type DecisionFacts, decideIncident } from '../../../services/core/judge/decision.ts';
import { anExperiment, anIncident, somePins } from '../../support/builders.ts';
import { countingIds } from '../../support/planning.ts';

const decider = (reason?: string) => ({
  actor: 'operator ada',
  reason,
  now: new Date('2026-11-24T09:00:00Z'),
  ids: countingIds(),
  maxPairs: 4,
});
const facts = (change: Partial<DecisionFacts> = {}): DecisionFacts => ({
  incident: anIncident({ state: 'confirmed', experimentId: 'exp_00000001' }),
  experiment: anExperiment({ state: 'ended' }),
  bad: somePins({ platform: 'bad-side' }),
  good: somePins({ platform: 'good-side' }),
  outbox: [],
  ...change,
});
const sent = (kind: 'open' | 'close') =>
  ({
    id: 'out_1',
    incidentId: 'inc_00000001',
    sequence: 1,
    state: 'sent',
    attempts: 1,
    notBefore: '',
    lastError: '',
    action: kind === 'open' ? { kind, title: 't', body: 'b', labels: [] } : { kind, body: 'b' },
  }) as const;

t.test('accepting closes an open issue', async (t) => {
  const { change, outbox, experiment } = decideIncident('accept', facts({ outbox: [sent('open')] }), decider());
  t.match(change, {
    from: 'confirmed',
    incident: { state: 'accepted', reason: 'accepted as the new normal' },
    event: { actor: 'operator ada' },
  });
  t.match(outbox, [{ action: { kind: 'close', body: /new normal/ } }]);
  t.equal(experiment, null);
});

t.test('dismissing closes an open issue as well', async (t) => {
  const { change, outbox } = decideIncident('dismiss', facts({ outbox: [sent('open')] }), decider('a neighbour'));
  t.match(change.incident, { state: 'dismissed', reason: 'a neighbour' });
  t.equal(outbox.length, 1);
  t.strictSame(decideIncident('dismiss', facts(), decider()).outbox, [], 'no issue, no comment');
  t.strictSame(
    decideIncident('dismiss', facts({ outbox: [sent('open'), sent('close')] }), decider()).outbox,
    [],
    'closed already',
  );
  t.equal(decideIncident('dismiss', facts(), decider()).change.incident.reason, 'dismissed by a person');
});

t.test('asking again starts a new experiment with fresh seeds', async (t) => {
  const { change, experiment } = decideIncident('retry', facts(), decider());
  t.match(experiment, { state: 'queued', maxPairs: 4, good: { platform: 'good-side' }, bad: { platform: 'bad-side' } });
  t.match(experiment, { candidates: 1, continues: null }, 'it stands alone and carries nothing on');
  t.equal(new Set(experiment?.seeds).size, 4);
  t.match(change.incident, { state: 'suspected', experimentId: experiment?.id, cleanNights: 0, side: 'unknown' });
  const alone = decideIncident('retry', facts({ good: null, experiment: null }), decider('again'));
  t.match(alone.experiment, { good: { platform: 'bad-side' } }, 'without a good night one environment is re-run alone');
  t.equal(alone.change.incident.reason, 'again');
});

t.test('what the state does not allow is a conflict', async (t) => {
  for (const state of ['queued', 'running'] as const)
    t.throws(() => decideIncident('retry', facts({ experiment: anExperiment({ state }) }), decider()), {
      code: 'CONFLICT',
    });
  t.throws(() => decideIncident('retry', facts({ bad: null }), decider()), { code: 'CONFLICT' });
  const over = anIncident({ state: 'resolved' });
  t.throws(() => decideIncident('accept', facts({ incident: over }), decider()), { code: 'CONFLICT' });
});

t.test('what another system ran is not asked about again', async (t) => {
  const bad = somePins({ image: { reference: somePins().image.reference, kind: 'observed' } });
  t.throws(() => decideIncident('retry', facts({ bad }), decider()), {
    code: 'CONFLICT',
    message: /Plumbline cannot run it again/,
  });
});
