import t from 'tap';
import { JUDGE, moveIncident, OPEN_STATES, opened, TRANSITIONS } from '../../../services/core/judge/incident.ts';
import type { IncidentState } from '../../../services/core/model/incident.ts';
import { anIncident, NOON, noon } from '../../support/builders.ts';

const STATES: readonly IncidentState[] = ['suspected', 'confirmed', 'attributed', 'resolved', 'dismissed', 'accepted'];

t.test('the table is what moves, for the judge and for people, and nothing else', async (t) => {
  for (const from of STATES) {
    for (const to of STATES) {
      for (const actor of [JUDGE, 'alice']) {
        const by = actor === JUDGE ? 'judge' : 'person';
        const known = TRANSITIONS.some(
          (step) => step.from === from && step.to === to && ['both', by].includes(step.by),
        );
        const move = () => moveIncident(anIncident({ state: from }), to, { at: NOON, actor, reason: 'why' });
        if (known) t.equal(move().incident.state, to);
        else t.throws(move, { code: 'CONFLICT', message: new RegExp(`is ${from}: ${actor} cannot make it ${to}`) });
      }
    }
  }
});

t.test(
  'only the judge confirms, attributes and resolves; only people accept; what was resolved may come back by itself',
  async (t) => {
    const actors = (to: IncidentState) => new Set(TRANSITIONS.filter((step) => step.to === to).map((step) => step.by));
    t.same([...actors('confirmed')], ['judge']);
    t.same([...actors('attributed')], ['judge']);
    t.same([...actors('resolved')], ['judge']);
    t.same([...actors('accepted')], ['person']);
    const ended = TRANSITIONS.filter((step) => !OPEN_STATES.includes(step.from));
    t.same(
      ended.map(({ from, to, by }) => [from, to, by]),
      [
        ['dismissed', 'suspected', 'person'],
        ['resolved', 'suspected', 'judge'],
      ],
    );
    const reached = new Set<IncidentState>(['suspected', ...TRANSITIONS.map(({ to }) => to)]);
    t.same([...reached].sort(), [...STATES].sort(), 'every state can be reached');
  },
);

t.test('a move carries its event and what else changes', async (t) => {
  const incident = anIncident({ state: 'suspected', cleanNights: 0 });
  const change = moveIncident(
    incident,
    'confirmed',
    { at: noon(5), actor: JUDGE, reason: 'shown' },
    { side: 'container', cleanNights: 1 },
  );
  t.same(change.incident, {
    ...incident,
    state: 'confirmed',
    updatedAt: noon(5),
    reason: 'shown',
    side: 'container',
    cleanNights: 1,
  });
  t.equal(change.from, 'suspected');
  t.same(change.event, {
    incidentId: incident.id,
    at: noon(5),
    from: 'suspected',
    to: 'confirmed',
    actor: JUDGE,
    reason: 'shown',
  });
  t.match(opened(incident), {
    incidentId: incident.id,
    from: null,
    to: 'suspected',
    actor: JUDGE,
    at: incident.openedAt,
  });
});
