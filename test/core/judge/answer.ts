import fc from 'fast-check';
import t from 'tap';
import {
  answerAfterReruns,
  answerAlone,
  answerPaired,
  hasLeft,
  type PairedAnswer,
} from '../../../services/core/judge/answer.ts';
import type { Pair, Side } from '../../../services/core/judge/arms.ts';
import type { PairDecision } from '../../../services/core/judge/paired.ts';
import type { Side as RunSide } from '../../../services/core/judge/side.ts';
import type { IncidentSeries } from '../../../services/core/model/incident.ts';
import { aBand, anIncident } from '../../support/builders.ts';
import { basisOf, LOSS, SPEED } from '../../support/settled.ts';

const [plain] = anIncident().series as [IncidentSeries];
const band = aBand({ seriesId: LOSS.id, centre: 100, deviation: 1, runs: 10 });
/** A suspicion from the band: one night at 90 against 100. */
const byBand = basisOf({ rule: 'band', recent: { count: 1, mean: -10, squares: 0 }, z: 0 });
/** A shift inside the band: five nights 2 below. */
const byShift = basisOf({ recent: { count: 5, mean: -2, squares: 4 }, nights: 5, z: -5 });

const entryOf = (change: Partial<IncidentSeries> = {}): IncidentSeries => ({
  ...plain,
  seriesId: LOSS.id,
  metric: 'loss',
  basis: byBand,
  ...change,
});
const pairsOf = (good: Side | undefined, bad: Side, count = 4): Pair[] =>
  Array.from({ length: count }, () => ({ good, bad }));

const decided = (decision: PairDecision['decision'], good: Side, bad: Side, pairs = 4): PairDecision => {
  const effect = good === null || bad === null ? null : bad - good;
  return { decision, good, bad, effect, interval: null, pairs, evidence: 1 };
};

/** Both sides' levels with what the pairs say of them. */
function ask(
  decision: PairDecision['decision'],
  good: Side,
  bad: Side,
  change: Partial<Omit<PairedAnswer, 'decision'>> & { readonly count?: number } = {},
) {
  const { count = 4, ...rest } = change;
  return answerPaired({
    entry: entryOf(),
    metric: LOSS.definition,
    band,
    pairs: pairsOf(good, bad, count),
    ...rest,
    decision: decided(decision, good, bad, count),
  });
}

t.test('only the suspicious environment shows it, the way that was suspected: the container', async (t) => {
  t.equal(ask('confirmed', 100, 90), 'container');
  t.equal(ask('confirmed', 100, null), 'container', 'by failing');
  t.equal(ask('confirmed', 90, 100), 'noise', 'the other way does not explain the night');
  t.equal(ask('confirmed', 90, 100, { entry: entryOf({ direction: 'above' }) }), 'container');
  t.equal(ask('confirmed', 100, 90, { entry: entryOf({ direction: 'above' }) }), 'noise');
  for (const direction of ['invalid', 'changed'] as const) {
    t.equal(ask('confirmed', 100, 90, { entry: entryOf({ direction }) }), 'container', `${direction}, down`);
    t.equal(ask('confirmed', 90, 100, { entry: entryOf({ direction }) }), 'container', `${direction}, up`);
  }
});

t.test('neither shows it: noise; nothing decided: open', async (t) => {
  t.equal(ask('dismissed', 100, 100), 'noise');
  t.equal(ask('undecided', 100, 99), 'open');
});

t.test('both sides outside the band the way that was suspected: the host', async (t) => {
  t.equal(ask('dismissed', 90, 90), 'host');
  t.equal(ask('undecided', 90, 90, { count: 2 }), 'host');
  t.equal(ask('undecided', 90, 90, { count: 1 }), 'open', 'one pair says nothing');
  t.equal(ask('dismissed', 110, 110), 'noise', 'the other way');
  t.equal(ask('dismissed', 110, 110, { entry: entryOf({ direction: 'above' }) }), 'host');
  t.equal(ask('dismissed', 90, 90, { entry: entryOf({ direction: 'above' }) }), 'noise');
  t.equal(ask('dismissed', 90, 99), 'noise', 'one of them is inside');
  t.equal(ask('dismissed', 90, 90, { band: null }), 'noise', 'no band to lie outside of');
  t.equal(ask('undecided', null, 90), 'open');
  t.equal(ask('dismissed', 90, 90, { entry: entryOf({ direction: 'changed' }) }), 'noise', 'nothing was suspected yet');
});

t.test('the band lies where the suspicious night ran', async (t) => {
  const moved = entryOf({ basis: { ...byBand, centre: 90 } });
  t.equal(ask('dismissed', 90, 90, { entry: moved }), 'noise', 'on a host whose level is 90 this is normal');
  t.equal(ask('dismissed', 80, 80, { entry: moved }), 'host');
  t.equal(ask('dismissed', 90, 90, { entry: entryOf({ basis: null }) }), 'host', 'where nothing is known, as it is');
});

t.test('both fail in most pairs: whatever runs on this host today fails', async (t) => {
  t.equal(ask('dismissed', null, null, { entry: entryOf({ direction: 'invalid', basis: null }) }), 'host');
  const mixed = [...pairsOf(null, null, 2), ...pairsOf(100, 100, 2)];
  t.equal(ask('dismissed', 100, 100, { pairs: mixed }), 'noise', 'half is not most');
});

t.test('a shift is the host’s own when several nights show it clearly and both sides do too', async (t) => {
  const shift = (change = {}) => ({ entry: entryOf({ basis: { ...byShift, ...change } }) });
  t.equal(ask('undecided', 98, 98, shift()), 'host');
  t.equal(ask('undecided', 98, 98, shift({ nights: 2 })), 'open', 'two nights may be chance');
  t.equal(ask('undecided', 98, 98, shift({ z: -4.4 })), 'open', 'not clear enough');
  t.equal(ask('undecided', 99.5, 98, shift()), 'open', 'one side is nearer to the level before');
  const up = { recent: { count: 5, mean: 2, squares: 4 }, z: 5 };
  t.equal(ask('undecided', 102, 102, { entry: entryOf({ direction: 'above', basis: { ...byShift, ...up } }) }), 'host');
});

t.test('a shift of a single night is never the host’s by pairs, whatever both sides give', async (t) => {
  const entry = entryOf({ basis: { ...byShift, nights: 1, z: -5 } });
  t.equal(ask('dismissed', 98, 98, { entry }), 'noise');
  t.equal(ask('undecided', 98, 98, { entry }), 'open');
  const several = entryOf({ basis: byShift });
  t.equal(ask('dismissed', null, 98, { entry: several }), 'noise', 'one side without a number is not both');
  t.equal(ask('dismissed', 98, null, { entry: several }), 'noise');
});

t.test('a host that is new and merely faster or slower than the others is no finding', async (t) => {
  const nothing = { count: 0, mean: 0, squares: 0 };
  const entry = entryOf({
    seriesId: SPEED.id,
    direction: 'changed',
    basis: basisOf({ rule: 'band', recent: nothing }),
  });
  for (const level of [50, 90, 110, 200])
    t.equal(ask('dismissed', level, level, { entry }), 'noise', `both give ${level}, the band is 100`);
});

/** What re-runs say against the level before, 100. */
const rerun = (decision: PairDecision['decision'], bad: Side): PairDecision => ({
  ...decided(decision, null, bad),
  effect: bad === null ? null : bad - 100,
});

t.test('re-runs that confirm a change wait for nothing but the side', async (t) => {
  const ends = (side: RunSide, found = rerun('confirmed', 90)) => answerAfterReruns(found, entryOf(), side);
  t.equal(ends('container'), 'container');
  t.equal(ends('host'), 'host');
  t.equal(ends('open'), 'unknown', 'certain, though which side did it was not told');
  t.equal(ends('container', rerun('confirmed', null)), 'container', 'by failing');
});

t.test('re-runs that show nothing are noise, and undecided ones are open, whatever the good side gave', async (t) => {
  for (const side of ['container', 'host', 'open'] as const) {
    t.equal(answerAfterReruns(rerun('dismissed', 100), entryOf(), side), 'noise', side);
    t.equal(answerAfterReruns(rerun('undecided', 95), entryOf(), side), 'open', side);
    t.equal(answerAfterReruns(rerun('confirmed', 110), entryOf(), side), 'noise', `${side}: the other way`);
    const above = entryOf({ direction: 'above' });
    t.equal(answerAfterReruns(rerun('confirmed', 90), above, side), 'noise', `${side}: the other way`);
  }
});

t.test('one environment alone: the host where a good one is known to be the same, else unknown', async (t) => {
  t.equal(answerAlone(rerun('confirmed', 90), entryOf(), true), 'host');
  t.equal(answerAlone(rerun('confirmed', 90), entryOf(), false), 'unknown');
  for (const known of [true, false]) {
    t.equal(answerAlone(rerun('dismissed', 100), entryOf(), known), 'noise');
    t.equal(answerAlone(rerun('undecided', 95), entryOf(), known), 'open');
    t.equal(answerAlone(rerun('confirmed', 110), entryOf(), known), 'noise', 'a change the other way');
  }
});

t.test('a level has left when it is nearer to the suspicious nights than to the level before', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -100, max: 100 }), (mean, away) => {
      const basis = basisOf({ recent: { count: 1, mean, squares: 0 } });
      t.equal(hasLeft(100 + away, basis), mean !== 0 && Math.abs(away) > Math.abs(away - mean));
    }),
  );
});
