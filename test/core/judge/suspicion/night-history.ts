import t from 'tap';
import { settledOffsets } from '../../../../services/core/judge/host-offset.ts';
import {
  likelyNights,
  type NightHistoryInput,
  watchedShift,
} from '../../../../services/core/judge/suspicion/night-history.ts';
import type { SettledNight } from '../../../../services/core/judge/suspicion/settled.ts';
import type { Series } from '../../../../services/core/model/series.ts';
import { aBand, aPoint } from '../../../support/builders.ts';
import { aSettled, dayOf, LOSS, nightId, SPEED, settledOf } from '../../../support/settled.ts';

/** About one deviation up and down by turns, none of them equal to the one before. */
const TURNS = [0.5, -1.2, 1.2, -0.5];
const turns = (count: number, level: number, unit = 1) =>
  Array.from({ length: count }, (_, i) => level + unit * (TURNS[i % 4] as number));

function ask(before: readonly SettledNight[], value: number | null, change: Partial<NightHistoryInput> = {}) {
  const i = before.length;
  const series = change.series ?? LOSS;
  const point = aPoint({ nightId: nightId(i), at: dayOf(i), value, spread: 0, runs: 1, hosts: [] });
  return { series, band: null, before, watchCreep: false, point, ...change };
}
const band = aBand({ centre: 100, deviation: 1, runs: 20, madeAt: dayOf(0) });

t.test('a night off the level of the nights before is a shift; one on it is none', async (t) => {
  const before = settledOf(turns(40, 100));
  t.match(watchedShift(ask(before, 95)), { direction: 'below', basis: { rule: 'shift', nights: 1 } });
  t.match(watchedShift(ask(before, 105)), { direction: 'above' });
  t.equal(watchedShift(ask(before, 100.5)), null);
});

t.test('a series is learning until 20 nights are accepted', async (t) => {
  t.equal(watchedShift(ask(settledOf(turns(19, 100)), 80)), null);
  t.not(watchedShift(ask(settledOf(turns(20, 100)), 80)), null);
});

t.test('tonight says nothing without a value, or disturbed', async (t) => {
  const before = settledOf(turns(40, 100));
  const tonight = ask(before, 80);
  t.equal(watchedShift({ ...tonight, point: { ...tonight.point, tainted: true } }), null);
  t.same(likelyNights({ ...tonight, point: { ...tonight.point, tainted: true } }), []);
  t.equal(watchedShift(ask(before, null)), null);
  t.same(likelyNights(ask(before, null)), []);
});

t.test('the date of a change is the set of nights on which it may have come, rising, each once', async (t) => {
  const clear = [...turns(40, 100), 90.4, 89.1, 90.7];
  t.same(likelyNights(ask(settledOf(clear), 89.6)), [dayOf(40)], 'a clear step has one date');
  const small = [...turns(40, 100), 98.9, 97.4, 99.1];
  const dates = likelyNights(ask(settledOf(small), 97.9));
  t.ok(dates.length > 1 && dates.includes(dayOf(40)), 'a small one has several, and the true one among them');
  t.same(dates, [...new Set(dates)].sort());
  t.same(likelyNights(ask(settledOf(turns(5, 100)), 90)), [], 'too few nights to tell');
});

t.test('quality counts a repeated number once: bit-stable seeds say no more every night', async (t) => {
  t.equal(watchedShift(ask(settledOf(Array(60).fill(100)), 99)), null, 'one number, still learning');
  const stepped = [...turns(30, 100), ...Array(12).fill(99)];
  const once = watchedShift(ask(settledOf(stepped), 99));
  t.equal(once, null, 'twelve equal nights half a deviation off are one night');
  const speeds = settledOf([...turns(30, 7, 0.01), ...Array(12).fill(6.97)]);
  const tonight = ask(speeds, Math.exp(6.97), { series: SPEED });
  t.match(watchedShift(tonight), { direction: 'below' }, 'equal speeds are nights of their own');
});

t.test('speed is held against the level of its own host', async (t) => {
  const hosts = turns(40, 7, 0.01).map((value, i) =>
    i % 2 === 0 ? aSettled(i, value, { host: 'host-a' }) : aSettled(i, value - 0.5, { host: 'host-b' }),
  );
  const on = (host: string, value: number) => {
    const tonight = ask(hosts, value, { series: SPEED });
    return watchedShift({ ...tonight, point: { ...tonight.point, hosts: [{ host, value, runs: 3 }] } });
  };
  t.equal(on('host-b', Math.exp(6.5)), null, 'slow, as always there');
  t.match(on('host-a', Math.exp(6.5)), { direction: 'below' });
  t.match(on('host-b', Math.exp(7)), { direction: 'above' });
  t.equal(on('host-c', Math.exp(3)), null, 'a host without a level');
});

t.test('slow creep against the band where it is watched, from the nights since the band was made', async (t) => {
  const slow = turns(250, 100).map((value, i) => value - 0.01 * Math.max(0, i - 40));
  /** What a store keeps of them, see services/judge/histories.ts. */
  const kept = (i: number) => ({ before: settledOf(slow).slice(Math.max(0, i - 104), i) });
  const at = (i: number, change: Partial<NightHistoryInput> = {}) =>
    watchedShift({
      ...ask(settledOf(slow).slice(0, i), slow[i] as number),
      ...kept(i),
      band,
      watchCreep: true,
      ...change,
    });
  t.match(at(200), { direction: 'below', basis: { rule: 'creep', centre: 100, nights: 14 } });
  t.equal(at(60), null);
  t.equal(at(200, { watchCreep: false }), null, 'it rests');
  t.equal(at(200, { band: null }), null, 'no level to hold it against');
  t.equal(at(200, { band: { ...band, madeAt: dayOf(188) } }), null, 'thirteen nights and tonight are too few');
  t.not(at(200, { band: { ...band, madeAt: dayOf(187) } }), null);
});

t.test('creep leaves out nights that wait for an answer, and hosts whose offset is not known', async (t) => {
  const slow = turns(30, 100).map((value) => value - 2);
  const nights = (change: Partial<SettledNight>) =>
    settledOf([...turns(20, 100), ...slow.slice(0, 13)]).map((night, i) => (i < 20 ? night : { ...night, ...change }));
  const creeps = (before: readonly SettledNight[], change: Partial<NightHistoryInput> = {}) => {
    const since = { ...band, madeAt: dayOf(20) };
    return watchedShift(ask(before, slow[13] as number, { band: since, watchCreep: true, ...change }))?.basis.rule;
  };
  t.equal(creeps(nights({ accepted: false })) === 'creep', false);
  const speedBand = { ...band, centre: 1000, deviation: 0.005, hosts: ['host-a'], madeAt: dayOf(0) };
  const level = Math.log(1000);
  const fine: Series = { ...SPEED, definition: { ...SPEED.definition, minEffect: 0.004 } };
  /** A hundredth of a deviation down every night after the fortieth; the first ten and the last ninety are known. */
  const drift = (host: string, offset: number) =>
    turns(250, level + offset, 0.005)
      .map((value, i) => aSettled(i, value - 0.00005 * Math.max(0, i - 40), { host }))
      .filter((_, i) => i < 10 || i >= 160);
  const tonight = (before: readonly SettledNight[], host: string) => {
    const value = Math.exp(before.at(-1)?.value ?? 0) * 1.001;
    const point = aPoint({ nightId: nightId(250), at: dayOf(250), value, hosts: [{ host, value, runs: 3 }] });
    return watchedShift({ series: fine, band: speedBand, before, point, watchCreep: true })?.basis;
  };
  t.match(tonight(drift('host-a', 0), 'host-a'), { rule: 'creep', centre: level });
  const elsewhere = tonight(drift('host-b', -0.3), 'host-b');
  t.match(elsewhere, { rule: 'creep', centre: level }, 'held against its first nights there');
  const constant = turns(60, level - 0.3, 0.005).map((value, i) => aSettled(i, value, { host: 'host-b' }));
  t.equal(tonight(constant, 'host-b'), undefined, 'a slower host is no creep');
  const unknown = turns(60, level - 0.3, 0.005).map((value, i) => aSettled(i, value, { host: `host-${i}` }));
  t.equal(tonight(unknown, 'host-z'), undefined);
});

t.test('a shift of quality rests on its seeds, one of speed on its nights', async (t) => {
  const before = settledOf(turns(40, 100), { spread: 2, runs: 3 });
  const tonight = ask(before, 92);
  const quality = watchedShift({ ...tonight, point: { ...tonight.point, spread: 2, runs: 3 } })?.basis;
  t.match(quality, { rule: 'shift', baseline: { count: 3 }, recent: { count: 3 } });
  t.ok(Math.abs((quality?.baseline.squares ?? 0) - 8) < 1e-9, 'two degrees of freedom of 2²');
  const speeds = settledOf(turns(40, 7, 0.01), { spread: 0.02, runs: 3 });
  t.match(watchedShift(ask(speeds, Math.exp(6.9), { series: SPEED }))?.basis, {
    rule: 'shift',
    baseline: { count: 40 },
    recent: { count: 1 },
  });
});

t.test(
  'slow creep on a host that is not the band’s own is found after 500 nights, for its offset was kept',
  async (t) => {
    const level = Math.log(1000);
    const made = { ...aBand({ centre: 1000, deviation: 0.005, runs: 20, madeAt: dayOf(0) }), hosts: ['host-a'] };
    const fine: Series = { ...SPEED, definition: { ...SPEED.definition, minEffect: 0.004 } };
    // A host that is 30 % slower, and from night 100 on 0.6 % of its deviation slower every night.
    const all = turns(505, level - 0.3, 0.005).map((value, i) => {
      return aSettled(i, value - 0.00003 * Math.max(0, i - 100), { host: 'host-b' });
    });
    const last = all.at(-1) as SettledNight;
    /** What a store reads of them, see services/judge/histories.ts. */
    const before = all.slice(0, 504).slice(-104);
    const value = Math.exp(last.value);
    const point = aPoint({ nightId: last.nightId, at: last.at, value, hosts: [{ host: 'host-b', value, runs: 3 }] });
    const input = { series: fine, before, point, watchCreep: true };
    const band = { ...made, offsets: settledOffsets(made, all.slice(0, 10), fine.definition) };
    t.match(watchedShift({ ...input, band }), { direction: 'below', basis: { rule: 'creep', centre: level } });
    t.equal(watchedShift({ ...input, band: made }), null, 'an offset of the nights that are read crept with them');
  },
);
