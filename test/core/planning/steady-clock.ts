import t from 'tap';
import { monotonicMs, steadyClock } from '../../../services/core/planning/steady-clock.ts';

t.test('a step of the wall clock moves nothing that is measured', async (t) => {
  let [wall, ran] = [1_000_000, 5];
  const clock = { now: () => new Date(wall), monotonicMs: () => ran, sleep: async () => undefined };
  const steady = steadyClock(clock);
  t.equal(steady.now().getTime(), 1_000_000);
  ran += 2_000;
  wall -= 3_600_000;
  t.equal(steady.now().getTime(), 1_002_000, 'two seconds passed, whatever the wall says');
  wall += 7_200_000;
  t.equal(steady.now().getTime(), 1_002_000);
  t.equal(monotonicMs(steady), ran);
  t.equal(steadyClock(steady).now().getTime(), 1_002_000, 'steady of steady');
  t.equal(steady.sleep, clock.sleep);
});

t.test('a clock without a steady one is believed', async (t) => {
  let wall = 10;
  const steady = steadyClock({ now: () => new Date(wall), sleep: async () => undefined });
  wall = 25;
  t.equal(steady.now().getTime(), 25);
});
