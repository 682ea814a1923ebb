import t from 'tap';
import { learnedBand } from '../../../services/core/judge/learned.ts';
import { LEARNING_NIGHTS } from '../../../services/core/judge/thresholds.ts';
import { aMetric } from '../../support/builders.ts';
import { aSettled, LOSS, SPEED, settledOf } from '../../support/settled.ts';

const speed = SPEED.definition;
const loss = LOSS.definition;
const near = (a: number | undefined, b: number) =>
  a !== undefined && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
/** Values one deviation of 0.01 above and below a level by turns, on logarithms. */
const turns = (level: number, count = LEARNING_NIGHTS) =>
  Array.from({ length: count }, (_, i) => Math.log(level) + (i % 2 === 0 ? 0.01 : -0.01));

t.test('nothing is learned from fewer than 20 accepted nights', async (t) => {
  t.equal(learnedBand(settledOf(turns(1000, 19)), speed, 3), null);
  const open = settledOf(turns(1000, 25)).map((night, i) => ({ ...night, accepted: i >= 6 }));
  t.equal(learnedBand(open, speed, 3), null, 'unanswered nights do not count');
  const twice = turns(1000, 19).flatMap((value, i) => [
    aSettled(i, value, { host: 'host-a' }),
    aSettled(i, value, { host: 'host-b' }),
  ]);
  t.equal(learnedBand(twice, speed, 3), null, 'two hosts of one night are one night');
});

t.test('speed: nights are runs', async (t) => {
  const found = learnedBand(settledOf(turns(1000)), speed, 3);
  t.match(found, { band: { kind: 'learned', runs: 20 }, hosts: [] });
  t.ok(near(found?.band.centre, 1000));
  t.ok(near(found?.band.deviation, 0.01 * Math.sqrt(20 / 19)));
  t.ok((found?.band.low as number) < 990 && (found?.band.high as number) > 1010);
  t.equal(learnedBand(settledOf(Array(20).fill(7)), speed, 3)?.band.deviation, 0.003, 'held at its floor');
});

t.test('speed: of the host that has most of them, whatever the others are like', async (t) => {
  const on = (host: string, level: number, first: number, count: number) =>
    turns(level, count).map((value, i) => aSettled(first + i, value, { host }));
  const found = learnedBand([...on('host-b', 500, 0, 9), ...on('host-a', 1000, 9, 12)], speed, 3);
  t.match(found, { band: { runs: 12 }, hosts: ['host-a'] });
  t.ok(near(found?.band.centre, 1000));
  const scattered = Array.from({ length: 20 }, (_, i) => aSettled(i, 7, { host: `host-${i % 10}` }));
  t.equal(learnedBand(scattered, speed, 3), null, 'two nights of a host are no spread');
});

t.test('quality: only its seeds are runs, with the spread between them', async (t) => {
  const nights = settledOf(
    Array.from({ length: 20 }, (_, i) => 1 + (i % 2) / 100),
    { runs: 5, spread: 0.2 },
  );
  const found = learnedBand(nights, loss, 5);
  t.match(found, { band: { kind: 'learned', runs: 5 }, hosts: [] });
  t.ok(near(found?.band.centre, 1.005));
  t.ok(near(found?.band.deviation, 0.2));
  const mixed = nights.map((night, i) => ({ ...night, spread: i % 2 === 0 ? 0.1 : 0.3 }));
  t.ok(near(learnedBand(mixed, loss, 5)?.band.deviation, Math.sqrt((0.01 + 0.09) / 2)), 'pooled over the nights');
});

t.test('quality: a night that lost a seed takes nothing from what the others know', async (t) => {
  const nights = settledOf(Array(20).fill(1), { runs: 3, spread: 0.2 });
  const lost = nights.map((night, i) => (i === 4 ? { ...night, runs: 1, spread: 0 } : night));
  t.match(learnedBand(lost, loss, 3), { band: { runs: 3 } });
  t.ok(near(learnedBand(lost, loss, 3)?.band.deviation, 0.2));
});

t.test('quality: fewer than three seeds, or no spread at all, make no band', async (t) => {
  const of = (runs: number, spread: number) => learnedBand(settledOf(Array(20).fill(1), { runs, spread }), loss, runs);
  t.equal(of(2, 0.2), null);
  t.equal(of(1, 0), null);
  t.equal(of(3, 0), null, 'numbers without a spread');
  t.not(of(3, 0.2), null);
  const floored = learnedBand(settledOf(Array(20).fill(0.97), { runs: 3, spread: 0 }), aMetric(), 3);
  t.ok((floored?.band.deviation as number) > 0, 'the test set has an error of its own');
});
