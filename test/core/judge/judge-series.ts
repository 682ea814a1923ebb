import t from 'tap';
import { judgeSeries, type SeriesInput } from '../../../services/core/judge/judge-series.ts';
import type { RunValue } from '../../../services/core/judge/validity.ts';
import type { BandKind, HostPart } from '../../../services/core/model/series.ts';
import { aBand, aPoint } from '../../support/builders.ts';
import { aSettled, dayOf, LOSS, nightId, SPEED, settledOf } from '../../support/settled.ts';

const band = aBand({ seriesId: LOSS.id, centre: 100, deviation: 1.5, runs: 10, madeAt: dayOf(0) });
/** About one deviation up and down by turns. */
const steady = (count: number, level = 100, unit = 1) =>
  Array.from({ length: count }, (_, i) => level + unit * ([0.5, -1.2, 1.2, -0.5][i % 4] as number));

/** Tonight's three seeds gave the value; the nights before gave the others. */
function judge(before: readonly number[], value: number | null, change: Partial<SeriesInput> = {}) {
  const i = before.length;
  const runs: RunValue[] = [1, 2, 3].map(() =>
    value === null ? { kind: 'failed', reason: 'time-out' } : { kind: 'measured', value },
  );
  return judgeSeries({
    series: LOSS,
    band,
    point: aPoint({ seriesId: LOSS.id, nightId: nightId(i), at: dayOf(i), value, spread: 1, hosts: [] }),
    runs,
    changedSeeds: [],
    before: settledOf(before, { spread: 1 }),
    watchCreep: true,
    ...change,
  });
}

t.test('a night inside its band and on its level is nothing to confirm', async (t) => {
  const found = judge(steady(40), 100.2);
  t.match(found, { series: LOSS, verdict: { kind: 'in-band', suspicious: false }, suspicion: null, newHosts: [] });
});

t.test(
  'learning silences only the shift rule: outside its band a point is confirmed from the first night',
  async (t) => {
    for (const kind of ['declared', 'reference', 'calibrated', 'learned'] as BandKind[]) {
      const first = judge([], 90, { band: { ...band, kind } });
      t.match(first, {
        verdict: { kind: 'below', suspicious: true },
        suspicion: { direction: 'below', dates: [dayOf(0)] },
      });
      t.match(first.suspicion?.basis, { rule: 'band', centre: 100, recent: { count: 3, mean: -10 } }, kind);
      t.match(judge([], 110, { band: { ...band, kind } }), { suspicion: { direction: 'above' } }, 'either way');
    }
    t.equal(judge(steady(19), 97).suspicion, null, 'inside the band it is quiet while it is learning');
    t.match(judge(steady(20), 97).suspicion, { direction: 'below', basis: { rule: 'shift' } });
  },
);

t.test('a point outside its band gets the set of dates on which the change may have come', async (t) => {
  const found = judge([...steady(40), 98.1, 97.4, 98.4], 94);
  t.match(found, { verdict: { kind: 'below' }, suspicion: { basis: { rule: 'band' } } });
  const dates = found.suspicion?.dates ?? [];
  t.ok(dates.length > 1 && dates.includes(dayOf(40)) && dates.includes(dayOf(43)), dates.join(' '));
});

t.test('runs that fail have tonight’s date, and a level but nothing recent to hold against it', async (t) => {
  const found = judge(steady(40), null);
  t.match(found, {
    verdict: { kind: 'invalid', suspicious: true },
    suspicion: { direction: 'invalid', dates: [dayOf(40)] },
  });
  t.match(found.suspicion?.basis, { rule: 'band', recent: { count: 0 } });
  t.equal(judge(steady(40), null, { band: null }).suspicion?.basis, null);
  const lost = judge(steady(40), null, { runs: [{ kind: 'absent', reason: 'host-lost' }] });
  t.match(lost, { verdict: { kind: 'invalid', suspicious: false } });
  t.equal(lost.suspicion, null, 'what the infrastructure took says nothing');
});

t.test('a shift inside the band, or without one, is suspicious and says why', async (t) => {
  const shift = judge(steady(40), 96.2);
  t.match(shift.verdict, { kind: 'in-band', suspicious: true });
  t.match(
    shift.verdict.reason,
    /, inside its band .*; tonight is [\d.]+ nats below the nights before \(z −.*\), a change on 2026-04-10$/,
  );
  t.same(shift.suspicion?.dates, [dayOf(40)]);
  t.match(judge(steady(40), 96.9, { band: null }), {
    verdict: { kind: 'no-band', suspicious: true, band: null },
    suspicion: { direction: 'below' },
  });
  t.match(judge(steady(40), 96.9, { changedSeeds: [4] }).verdict, { kind: 'changed', suspicious: true });
});

t.test('slow creep is looked for last, and only where it does not rest', async (t) => {
  const slow = steady(250).map((value, i) => value - 0.01 * Math.max(0, i - 40));
  const before = settledOf(slow, { spread: 1 }).slice(146);
  const creep = judge(slow, 98.4, { before });
  t.match(creep, { verdict: { kind: 'in-band', suspicious: true }, suspicion: { basis: { rule: 'creep' } } });
  t.match(creep.verdict.reason, /crept 2.1 nats below the accepted level/);
  t.equal(judge(slow, 98.4, { before, watchCreep: false }).suspicion, null);
});

t.test('speed is judged with an offset per host', async (t) => {
  const fast = { ...band, seriesId: SPEED.id, centre: 1000, deviation: 0.01, hosts: ['host-a'], low: 950, high: 1050 };
  const known = [0, 1, 2].map((i) => aSettled(i, Math.log(800), { host: 'host-b' }));
  const on = (parts: readonly HostPart[], before = known) => {
    const value = Math.exp(parts.reduce((sum, part) => sum + Math.log(part.value), 0) / parts.length);
    const point = aPoint({ seriesId: SPEED.id, nightId: nightId(3), at: dayOf(3), value, spread: 0, hosts: parts });
    return judge([], value, { series: SPEED, band: fast, point, before });
  };
  const at = (host: string, value: number) => [{ host, value, runs: 3 }];
  t.match(on(at('host-a', 1000)), { verdict: { kind: 'in-band' } });
  t.match(on(at('host-a', 800)), { verdict: { kind: 'below' } });
  const slower = on(at('host-b', 800));
  t.match(slower.verdict, { kind: 'in-band', reason: /; moved by −20 % for host-b, as its first nights were\)$/ });
  t.match(on(at('host-b', 1000)), { verdict: { kind: 'above' } });
  const far = on(at('host-b', 700));
  t.match(far.suspicion?.basis, { centre: Math.log(800) }, 'it rests on the level of that host');
  t.ok(
    Math.abs((far.suspicion?.basis?.offset as number) - Math.log(0.8)) < 1e-9,
    'and tells how far that is from the band',
  );
  t.ok(Math.abs((slower.offset as number) - Math.log(0.8)) < 1e-9, 'which a quiet night tells too');
  t.match(on(at('host-a', 800)), { offset: 0, suspicion: { basis: { offset: 0 } } });
});

t.test('a host that is new to a series is left out, and alone it is not judged by the band', async (t) => {
  const fast = { ...band, seriesId: SPEED.id, centre: 1000, deviation: 0.01, hosts: ['host-a'], low: 950, high: 1050 };
  const tonight = (hosts: readonly HostPart[], value: number) =>
    judge([], value, {
      series: SPEED,
      band: fast,
      point: aPoint({ seriesId: SPEED.id, nightId: nightId(0), at: dayOf(0), value, spread: 0, hosts }),
    });
  const alone = tonight([{ host: 'host-z', value: 300, runs: 3 }], 300);
  t.match(alone, { verdict: { kind: 'no-band', suspicious: false }, suspicion: null, newHosts: ['host-z'] });
  const some = tonight(
    [
      { host: 'host-a', value: 1000, runs: 2 },
      { host: 'host-z', value: 300, runs: 1 },
    ],
    670,
  );
  t.match(some, { verdict: { kind: 'in-band' }, newHosts: ['host-z'], point: { value: 670 } });
  t.match(some.verdict.reason, /^throughput is 1,000 examples\/s, inside .*; host-z is new to it and left out\)$/);
  const quality = judge([], 100, {
    point: aPoint({ seriesId: LOSS.id, value: 100, hosts: [{ host: 'host-z', value: 100, runs: 3 }] }),
  });
  t.match(quality, { newHosts: [], verdict: { kind: 'in-band' } }, 'quality feels no host');
});

t.test('a disturbed night is still judged by its band, and part of no shift', async (t) => {
  const tainted = (value: number) =>
    judge(steady(40), value, {
      point: aPoint({ seriesId: LOSS.id, nightId: nightId(40), at: dayOf(40), value, hosts: [], tainted: true }),
    });
  t.equal(tainted(96.9).suspicion, null);
  t.match(tainted(80).suspicion, { direction: 'below', dates: [dayOf(40)] });
});
