import t from 'tap';
import { type SuspicionRow, seriesTally, serviceTally } from '../../../../services/core/judge/health/tally.ts';
import type { Direction } from '../../../../services/core/model/metric.ts';

const row = (change: Partial<SuspicionRow> = {}): SuspicionRow => ({
  incidentId: 'inc_1',
  state: 'confirmed',
  seriesId: 'ser_speed',
  direction: 'below',
  decision: 'confirmed',
  effect: -0.2,
  ...change,
});
const nothing = { confirmed: 0, dismissed: 0, open: 0, worse: 0, better: 0, failed: 0 };

t.test('a suspicion ends as what its incident and its fresh runs say', async (t) => {
  const tally = (change: Partial<SuspicionRow>) => seriesTally([row(change)], 'higher');
  for (const state of ['confirmed', 'attributed', 'resolved', 'accepted'] as const)
    t.strictSame(tally({ state }), { ...nothing, confirmed: 1, worse: 1 }, state);
  t.strictSame(tally({ state: 'suspected', decision: null, effect: null }), { ...nothing, open: 1 });
  t.strictSame(tally({ state: 'dismissed' }), { ...nothing, dismissed: 1 }, 'a person knew better');
  t.strictSame(tally({ decision: 'dismissed' }), { ...nothing, dismissed: 1 }, 'another series of it moved');
  t.strictSame(tally({ decision: 'undecided' }), { ...nothing, open: 1 });
  t.strictSame(
    tally({ state: 'accepted', decision: null, effect: null }),
    { ...nothing, confirmed: 1, worse: 1 },
    'a person accepted it before it was confirmed: the suspected way counts',
  );
});

t.test('which way a change went is read by what is better', async (t) => {
  const way = (direction: Direction, change: Partial<SuspicionRow>) => {
    const { worse, better, failed } = seriesTally([row(change)], direction);
    return [worse, better, failed];
  };
  t.strictSame(way('higher', { effect: 0.1 }), [0, 1, 0], 'fresh runs go before the suspicion');
  t.strictSame(way('lower', { effect: 0.1 }), [1, 0, 0]);
  t.strictSame(way('none', {}), [0, 0, 0]);
  t.strictSame(way('higher', { effect: null, direction: 'above' }), [0, 1, 0]);
  t.strictSame(way('higher', { effect: null, direction: 'changed' }), [0, 0, 0]);
  t.strictSame(way('higher', { effect: null, direction: 'invalid' }), [0, 0, 1], 'runs that fail are no number');
  t.strictSame(way('higher', { effect: -0.1, direction: 'invalid' }), [1, 0, 0]);
});

t.test('for a service an incident is one suspicion', async (t) => {
  const directions = new Map<string, Direction>([
    ['ser_speed', 'higher'],
    ['ser_time', 'lower'],
  ]);
  const tally = (...rows: SuspicionRow[]) => serviceTally(rows, directions);
  const time = row({ seriesId: 'ser_time', direction: 'above', effect: 0.3 });
  t.strictSame(tally(row(), time), { ...nothing, confirmed: 1, worse: 1 }, 'both say worse: once');
  t.strictSame(tally(row(), { ...time, effect: -0.3 }), { ...nothing, confirmed: 1 }, 'both ways: neither');
  t.strictSame(tally(row({ effect: 0.2 })), { ...nothing, confirmed: 1, better: 1 });
  t.strictSame(tally(row({ decision: 'dismissed' }), time), { ...nothing, confirmed: 1, worse: 1 });
  t.strictSame(tally(row({ decision: 'dismissed' }), { ...time, decision: 'undecided' }), { ...nothing, open: 1 });
  t.strictSame(tally(row({ state: 'dismissed' })), { ...nothing, dismissed: 1 });
  const failed = row({ direction: 'invalid', effect: null });
  t.strictSame(tally(failed), { ...nothing, confirmed: 1, failed: 1 });
  t.strictSame(tally(failed, time), { ...nothing, confirmed: 1, worse: 1 });
  t.strictSame(tally(row({ seriesId: 'ser_gone' })), { ...nothing, confirmed: 1 }, 'no direction is known');
  t.strictSame(tally(row(), row({ incidentId: 'inc_2' })), { ...nothing, confirmed: 2, worse: 2 });
  t.strictSame(tally(), nothing);
});
