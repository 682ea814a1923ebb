import t from 'tap';
import type { IncidentEvent, IncidentState } from '../../../services/core/model/incident.ts';
import type { Store } from '../../../services/core/ports/store.ts';
import type { NewOutboxEntry } from '../../../services/core/ports/store-incidents.ts';
import { aLease, aNight, anExperiment, anIncident, NOON, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

const ID = 'inc_00000001';
const event = (to: IncidentState, incidentId = ID): IncidentEvent => ({
  incidentId,
  at: noon(1),
  from: 'suspected',
  to,
  actor: 'judge',
  reason: 'because',
});
const entry = (id: string, incidentId = ID, createdAt = NOON): NewOutboxEntry => ({
  id,
  incidentId,
  action: { kind: 'comment', body: id },
  createdAt,
});

async function withIncidents(store: Store, ...ids: readonly string[]): Promise<void> {
  await store.nights.plan(aNight(), []);
  await store.nights.closeDue(NOON);
  await store.nights.judge('night_00000001', {
    points: [],
    verdicts: [],
    newIncidents: ids.map((id, at) => anIncident({ id, openedAt: noon(at), experimentId: 'exp_00000001' })),
    changedIncidents: [],
    events: [],
    experiments: [],
    outbox: [],
  });
}

t.test('an incident changes only from the state it was read in', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await withIncidents(store, ID, 'inc_00000002');
    const change = (to: IncidentState, out: string) =>
      store.incidents.change(anIncident({ state: to, side: 'container', cleanNights: 1 }), 'suspected', event(to), [
        entry(out),
      ]);
    const both = await Promise.all([change('confirmed', 'out_1'), change('dismissed', 'out_2')]);
    t.same([...both].sort(), [false, true]);
    t.equal((await store.incidents.events(ID)).length, 1);
    t.equal((await store.outbox.entries(ID)).length, 1, 'the loser wrote nothing');
    t.match(await store.incidents.get(ID), { side: 'container', cleanNights: 1, suspects: anIncident().suspects });
    t.equal(await store.incidents.get('inc_unknown'), null);

    t.same(
      (await store.incidents.list({}, 10)).map((one) => one.id),
      ['inc_00000002', ID],
    );
    t.same(
      (await store.incidents.list({ states: ['suspected'] }, 10)).map((one) => one.id),
      ['inc_00000002'],
    );
    t.same(await store.incidents.list({ project: 'default', benchmark: 'other', platform: 'cpu-x86_64' }, 10), []);
    t.equal((await store.incidents.list({}, 1)).length, 1);
  });
});

t.test('an ended experiment waits for its answer until the incident moves', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await withIncidents(store, ID);
    await store.experiments.create(anExperiment({ incidentId: ID }));
    await store.jobs.lease('exp_00000001', aLease());
    t.same(await store.experiments.unanswered(10), []);
    await store.experiments.end('exp_00000001', 'fence-1', 'decided', noon(5));
    t.match(await store.experiments.unanswered(10), [{ id: 'exp_00000001', good: anExperiment().good }]);
    await store.incidents.change(anIncident({ state: 'confirmed' }), 'suspected', event('confirmed'), []);
    t.same(await store.experiments.unanswered(10), []);
  });
});

t.test('the outbox sends in order, once, and remembers what failed', async (t) => {
  await eachBackend(t, async (t, { store }) => {
    await withIncidents(store, ID, 'inc_00000002');
    await store.incidents.change(anIncident({ state: 'confirmed' }), 'suspected', event('confirmed'), [
      entry('out_1'),
      entry('out_2'),
    ]);
    await store.incidents.change(anIncident({ state: 'resolved' }), 'confirmed', event('resolved'), [entry('out_3')]);
    await store.incidents.change(
      anIncident({ id: 'inc_00000002', state: 'confirmed' }),
      'suspected',
      event('confirmed', 'inc_00000002'),
      [entry('out_4', 'inc_00000002', noon(9))],
    );
    t.match(await store.outbox.entries(ID), [{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }]);
    t.match(await store.outbox.due(noon(10), 10), [{ id: 'out_1' }, { id: 'out_4' }], 'the first of each incident');
    await store.outbox.failed('out_1', 'GITHUB_UNAVAILABLE: 500', noon(60));
    t.match(await store.outbox.due(noon(10), 10), [{ id: 'out_4' }], 'the second does not overtake');
    const [waiting] = await store.outbox.due(noon(60), 1);
    t.match(waiting, { id: 'out_1', attempts: 1, lastError: /500/, state: 'pending', action: { body: 'out_1' } });

    await store.outbox.markNotSent(['out_4']);
    t.same(await store.outbox.counts(), { pending: 3, sent: 0, notSent: 1 });
    t.match(await store.outbox.due(noon(60), 10), [{ id: 'out_1' }, { id: 'out_4', state: 'not-sent' }]);

    const issue = { incidentId: ID, repository: 'o/r', number: 7, url: 'http://x/7', state: 'open' } as const;
    await store.outbox.sent('out_1', issue);
    await store.outbox.sent('out_1', issue);
    await store.outbox.sent('out_2', { ...issue, state: 'closed' });
    t.same(await store.outbox.issue(ID), { ...issue, state: 'closed' });
    t.equal(await store.outbox.issue('inc_00000002'), null);
    await store.outbox.failed('out_1', 'too late', noon(99));
    t.same(await store.outbox.counts(), { pending: 1, sent: 2, notSent: 1 });
    t.match(await store.outbox.due(noon(60), 10), [{ id: 'out_3' }, { id: 'out_4' }]);
    await t.rejects(store.outbox.sent('out_4', issue), { code: 'NOT_FOUND' });
    t.match(await store.outbox.entries('inc_00000002'), [{ state: 'not-sent' }], 'the refused answer wrote nothing');
  });
});
