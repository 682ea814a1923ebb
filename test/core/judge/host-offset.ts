import fc from 'fast-check';
import t from 'tap';
import { hostOffset, placeBand, settledOffsets } from '../../../services/core/judge/host-offset.ts';
import type { HostPart } from '../../../services/core/model/series.ts';
import { aBand, aMetric } from '../../support/builders.ts';
import { drawn } from '../../support/nights.ts';
import { aSettled, dayOf, LOSS, SPEED } from '../../support/settled.ts';

const speed = SPEED.definition;
const band = aBand({ centre: 1000, deviation: 0.01, low: 950, high: 1050, hosts: ['host-a'], madeAt: dayOf(0) });
/** Nights of a host from night `first` on, in examples/s. */
const onHost = (host: string, values: readonly number[], first = 1) =>
  values.map((value, i) => aSettled(first + i, Math.log(value), { host }));
const part = (host: string | null, value: number, runs = 3): HostPart => ({ host, value, runs });
const near = (a: number | null, b: number) => a !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

t.test(
  'no offset where the band was made, where it holds everywhere, and where the metric feels no host',
  async (t) => {
    const slow = onHost('host-b', [800, 800, 800]);
    t.equal(hostOffset('host-a', band, slow, speed), 0);
    t.equal(hostOffset('host-b', { ...band, hosts: [] }, slow, speed), 0);
    t.equal(hostOffset(null, band, slow, speed), 0, 'a host that nobody told');
    t.equal(hostOffset('host-b', band, slow, { scale: 'positive', kind: 'quality' }), 0);
  },
);

t.test('the mean of its first accepted nights, from three on', async (t) => {
  t.equal(hostOffset('host-b', band, onHost('host-b', [800, 800]), speed), null);
  t.ok(
    near(
      hostOffset('host-b', band, onHost('host-b', [800, 810, 790]), speed),
      Math.log(800 * 810 * 790) / 3 - Math.log(1000),
    ),
  );
  t.equal(
    hostOffset('host-b', band, onHost('host-c', [800, 800, 800]), speed),
    null,
    'another host says nothing of it',
  );
  const open = onHost('host-b', [800, 800, 800]).map((night, i) => ({ ...night, accepted: i > 0 }));
  t.equal(hostOffset('host-b', band, open, speed), null, 'unanswered nights teach nothing');
  const older = onHost('host-b', [800, 800, 800], -1);
  t.equal(hostOffset('host-b', band, older, speed), null, 'nor do nights before the band was made');
});

t.test('its first ten stay the same ones, so that slow creep does not move the offset', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 30 }), (later) => {
      const first = onHost(
        'host-b',
        Array.from({ length: 10 }, () => 800),
      );
      const offset = hostOffset('host-b', band, [...first, ...onHost('host-b', later, 11)], speed);
      t.ok(near(offset, Math.log(0.8)));
    }),
  );
});

t.test('a night where the band was made is judged by the band as it is', async (t) => {
  const placed = placeBand(band, [part('host-a', 990)], [], speed);
  t.equal(placed.band, band);
  t.ok(near(placed.value, 990));
  t.same([placed.newHosts, placed.offset, placed.note], [[], 0, '']);
});

t.test('elsewhere the centre moves by the host’s offset, the spread stays, and it says so', async (t) => {
  const before = onHost('host-b', [800, 800, 800]);
  const placed = placeBand(band, [part('host-b', 790)], before, speed);
  t.ok(near(placed.band?.centre as number, 800));
  t.ok(near(placed.offset, Math.log(0.8)), 'on the working scale');
  t.equal(placed.band?.deviation, band.deviation);
  t.equal(placed.note, 'moved by −20 % for host-b, as its first nights were');
  const faster = placeBand(band, [part('host-b', 790)], onHost('host-b', [1100, 1100, 1100]), speed);
  t.equal(faster.note, 'moved by +10 % for host-b, as its first nights were');
});

t.test('off the logarithms the note says the amount, for a share of a level near 0 says nothing', async (t) => {
  const cost = aMetric({ name: 'drift', kind: 'cost', scale: 'real', unit: 'ms' });
  const zero = aBand({ centre: 0, deviation: 1, hosts: ['host-a'], madeAt: dayOf(0) });
  const at = (value: number) => [1, 2, 3].map((i) => aSettled(i, value, { host: 'host-b' }));
  t.equal(
    placeBand(zero, [part('host-b', 2)], at(2.5), cost).note,
    'moved by +2.5 ms for host-b, as its first nights were',
  );
  t.equal(
    placeBand(zero, [part('host-b', 2)], at(-2.5), cost).note,
    'moved by −2.5 ms for host-b, as its first nights were',
  );
});

t.test('a night on several hosts is weighed by their runs; hosts that are not known yet are left out', async (t) => {
  const before = onHost('host-b', [800, 800, 800]);
  const both = placeBand(band, [part('host-a', 1010, 1), part('host-b', 790, 3)], before, speed);
  t.ok(near(both.band?.centre as number, 1000 * 0.8 ** (3 / 4)));
  t.ok(near(both.offset, 0.75 * Math.log(0.8)));
  t.ok(near(both.value, Math.exp((Math.log(1010) + 3 * Math.log(790)) / 4)));
  t.match(both.note, /for host-a, host-b, as/);
  const some = placeBand(band, [part('host-a', 1010, 1), part('host-c', 400, 3)], before, speed);
  t.equal(some.band, band);
  t.ok(near(some.value, 1010));
  t.same(some.newHosts, ['host-c']);
  const none = placeBand(band, [part('host-c', 400)], before, speed);
  t.same(none, { band: null, value: null, newHosts: ['host-c'], offset: 0, note: '' });
});

t.test('a part that names no host is judged by the band as it is', async (t) => {
  const placed = placeBand(band, [part(null, 990), part('host-b', 800)], onHost('host-b', [800, 800, 800]), speed);
  t.ok(near(placed.band?.centre as number, 1000 * Math.sqrt(0.8)));
  t.match(placed.note, /for host-b, as/);
  t.equal(placeBand(band, [part(null, 2)], [], LOSS.definition).band, band);
});

t.test('an offset that is kept with the band is the one that holds, whatever the nights say now', async (t) => {
  const kept = { ...band, offsets: { 'host-b': Math.log(0.8) } };
  t.equal(hostOffset('host-b', kept, [], speed), Math.log(0.8), 'though no night of it is read any more');
  t.equal(hostOffset('host-b', kept, onHost('host-b', [700, 700, 700]), speed), Math.log(0.8));
  t.equal(hostOffset('host-c', kept, [], speed), null, 'another host learns its own');
  t.equal(hostOffset('host-b', { ...kept, hosts: ['host-b'] }, [], speed), 0, 'where the band was made there is none');
});

t.test('an offset is settled by ten accepted nights since the band was made', async (t) => {
  const ten = (host: string, value: number, first = 1) =>
    onHost(
      host,
      drawn(10, () => value),
      first,
    );
  t.same(settledOffsets(band, ten('host-b', 800).slice(0, 9), speed), {}, 'nine may still move it');
  const found = settledOffsets(band, ten('host-b', 800), speed);
  t.same(Object.keys(found), ['host-b']);
  t.ok(near(found['host-b'] as number, Math.log(0.8)));
  const open = ten('host-b', 800).map((night, i) => ({ ...night, accepted: i > 0 }));
  t.same(settledOffsets(band, open, speed), {}, 'one of them waits for its answer');
  t.same(settledOffsets(band, ten('host-b', 800, -1), speed), {}, 'one of them is older than the band');
});

t.test('settled offsets stay; only hosts that the band does not hold have one', async (t) => {
  const before = ['host-a', 'host-b', 'host-c'].flatMap((host, i) =>
    onHost(
      host,
      drawn(10, () => 800 + i),
    ),
  );
  const kept = { ...band, offsets: { 'host-b': -0.5, 'host-z': 0.1 } };
  const found = settledOffsets(kept, before, speed);
  t.same([found['host-b'], found['host-z']], [-0.5, 0.1], 'one is settled, one was not seen for long');
  t.same(Object.keys(found).sort(), ['host-b', 'host-c', 'host-z'], 'host-a is where the band was made');
  t.ok(near(found['host-c'] as number, Math.log(0.802)));
  t.same(settledOffsets({ ...band, hosts: [] }, before, speed), {}, 'a band that holds on every host');
  const nameless = before.map((night) => ({ ...night, host: null }));
  t.same(settledOffsets(band, nameless, speed), {}, 'nights that name no host');
});

t.test('once it is settled, no later night moves it', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 30 }), fc.nat(20), (later, forgotten) => {
      const nights = onHost('host-b', [...drawn(10, () => 800), ...later]);
      const offsets = settledOffsets(band, nights.slice(0, 10), speed);
      t.same(settledOffsets({ ...band, offsets }, nights.slice(forgotten), speed), offsets);
    }),
  );
});
