import t from 'tap';
import { isLastOfItsGroup, withLeaders } from '../../../services/core/judge/leader.ts';
import type { FactorChange, Incident } from '../../../services/core/model/incident.ts';
import { anIncident } from '../../support/builders.ts';
import { dayOf } from '../../support/settled.ts';

const numpy: FactorChange = { factor: 'package:numpy', from: '1.26.4', to: '2.0.0' };
const blas: FactorChange = { factor: 'library:libopenblas.so', from: 'a', to: 'b' };
const epochs: FactorChange = { factor: 'config:epochs', from: '3', to: '4' };

const moved = (id: string, suspects: readonly FactorChange[], from = 4, to = from, change: Partial<Incident> = {}) =>
  anIncident({ id, suspects, dates: [...new Set([dayOf(from), dayOf(to)])], ...change });
const leaders = (fresh: readonly Incident[], open: readonly Incident[] = []) =>
  withLeaders(fresh, open).map(({ leaderId }) => leaderId);

t.test('the same environment difference on overlapping dates has one leader, the first', async (t) => {
  t.same(leaders([moved('inc_1', [numpy]), moved('inc_2', [numpy]), moved('inc_3', [numpy])]), [
    null,
    'inc_1',
    'inc_1',
  ]);
  t.same(leaders([moved('inc_1', [numpy, epochs]), moved('inc_2', [epochs, numpy])]), [null, 'inc_1'], 'in any order');
  t.same(
    leaders([moved('inc_1', [numpy]), moved('inc_2', [numpy, blas])]),
    [null, 'inc_1'],
    'libraries follow packages',
  );
});

t.test('another difference, or none, is another incident', async (t) => {
  t.same(leaders([moved('inc_1', [numpy]), moved('inc_2', [epochs])]), [null, null]);
  t.same(leaders([moved('inc_1', [numpy]), moved('inc_2', [{ ...numpy, to: '2.0.1' }])]), [null, null]);
  t.same(leaders([moved('inc_1', [numpy]), moved('inc_2', [numpy, epochs])]), [null, null]);
  t.same(leaders([moved('inc_1', []), moved('inc_2', [])]), [null, null], 'nothing that changed is nothing in common');
  t.same(leaders([moved('inc_1', [blas]), moved('inc_2', [blas])]), [null, null]);
});

t.test('sets of dates must overlap', async (t) => {
  t.same(leaders([moved('inc_1', [numpy], 4, 6), moved('inc_2', [numpy], 6, 8)]), [null, 'inc_1']);
  t.same(leaders([moved('inc_1', [numpy], 4, 6), moved('inc_2', [numpy], 2, 4)]), [null, 'inc_1']);
  t.same(
    leaders([moved('inc_1', [numpy], 4, 8), moved('inc_2', [numpy], 5, 6)]),
    [null, 'inc_1'],
    'one inside the other',
  );
  t.same(leaders([moved('inc_1', [numpy], 4, 6), moved('inc_2', [numpy], 7, 8)]), [null, null]);
  t.same(leaders([moved('inc_1', [numpy], 4, 6), moved('inc_2', [numpy], 1, 3)]), [null, null]);
  const undated = (id: string) => moved(id, [numpy], 4, 4, { dates: [] });
  t.same(leaders([moved('inc_1', [numpy]), undated('inc_2')]), [null, null], 'no date overlaps with none');
  t.same(leaders([undated('inc_1'), moved('inc_2', [numpy])]), [null, null]);
});

t.test('whatever leads already stays the leader; what is led or over leads nobody', async (t) => {
  const open = moved('inc_1', [numpy], 4, 6, { state: 'confirmed' });
  t.same(leaders([moved('inc_2', [numpy], 6)], [open]), ['inc_1']);
  t.same(leaders([moved('inc_3', [numpy])], [{ ...open, leaderId: 'inc_0' }]), [null]);
  for (const state of ['resolved', 'dismissed', 'accepted'] as const)
    t.same(leaders([moved('inc_2', [numpy])], [{ ...open, state }]), [null], state);
});

t.test('an issue is closed with the last confirmed incident that it speaks for', async (t) => {
  const lead = moved('inc_1', [numpy], 4, 4, { state: 'confirmed' });
  const led = moved('inc_2', [numpy], 4, 4, { state: 'attributed', leaderId: 'inc_1' });
  const waiting = moved('inc_3', [numpy], 4, 4, { state: 'suspected', leaderId: 'inc_1' });
  const other = moved('inc_4', [epochs], 4, 4, { state: 'confirmed' });
  const over = (incident: Incident): Incident => ({ ...incident, state: 'resolved' });
  t.equal(isLastOfItsGroup(over(lead), [lead, other], [over(lead)]), true);
  t.equal(isLastOfItsGroup(over(lead), [lead, led, other], [over(lead)]), false, 'one that it leads still stands');
  t.equal(isLastOfItsGroup(over(led), [lead, led], [over(led)]), false, 'its leader still stands');
  t.equal(isLastOfItsGroup(over(led), [lead, led], [over(lead), over(led)]), true, 'both end tonight');
  t.equal(isLastOfItsGroup(over(lead), [lead, waiting], [over(lead)]), true, 'a suspicion has said nothing yet');
});
