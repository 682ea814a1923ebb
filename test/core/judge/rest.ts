import t from 'tap';
import { watchesCreep } from '../../../services/core/judge/rest.ts';
import { anIncident } from '../../support/builders.ts';
import { dayOf } from '../../support/settled.ts';

/** Nights 0 to `last`, oldest first, as a series keeps them. */
const nights = (last: number) =>
  Array.from({ length: last + 1 }, (_, i) => ({ seriesId: 'ser_00000001', at: dayOf(i) }));
/** Dismissed an hour after the night `i` ran. */
const dismissed = (i: number, change = {}) =>
  anIncident({ state: 'dismissed', updatedAt: dayOf(i + 1 / 24), ...change });

t.test('after a dismissed suspicion creep rests for 14 nights, then it is watched again', async (t) => {
  t.equal(watchesCreep(nights(20), [dismissed(20)]), false);
  t.equal(watchesCreep(nights(33), [dismissed(20)]), false, 'the fourteenth night after it');
  t.equal(watchesCreep(nights(34), [dismissed(20)]), true);
});

t.test('only a dismissed suspicion of the same series rests it', async (t) => {
  t.equal(watchesCreep(nights(20), []), true);
  t.equal(watchesCreep(nights(20), [dismissed(20, { state: 'resolved' })]), true);
  const [entry] = anIncident().series;
  t.equal(watchesCreep(nights(20), [dismissed(20, { series: [{ ...entry, seriesId: 'ser_00000009' }] })]), true);
});

t.test('a young series: all its nights lie within the 14', async (t) => {
  t.equal(watchesCreep([], [dismissed(0)]), true, 'no night yet');
  t.equal(watchesCreep(nights(12), [dismissed(12)]), false);
});
