import t from 'tap';
import { createTally, type Snapshot } from '../../../../workers/environment/disturbance/tally.ts';

/** What one processor, number 1, did in each second: seconds of busy and stolen time, and what the run had of it. */
interface Second {
  readonly busy?: number;
  readonly steal?: number;
  readonly own?: number;
  readonly throttled?: number;
  readonly heat?: number;
  readonly frequency?: number | null;
  readonly group?: null;
}

function taints(seconds: readonly Second[], limit = 1): string[] {
  const tally = createTally([1], limit);
  const sum = { busy: 0, steal: 0, own: 0, throttled: 0, heat: 0 };
  const snapshot = (at: number, { frequency = null, group }: Second): Snapshot => ({
    at: 1000 * at,
    processors: new Map([
      [0, { busy: 0, steal: 0 }],
      [1, { busy: 100 * sum.busy, steal: 100 * sum.steal }],
    ]),
    group: group === null ? null : { used: sum.own, throttled: sum.throttled },
    clocks: new Map([[1, { frequency, heat: frequency === null ? null : sum.heat }]]),
  });
  tally.add(snapshot(0, seconds[0] ?? {}));
  for (const [at, second] of seconds.entries()) {
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += second[key] ?? 0;
    tally.add(snapshot(at + 1, second));
  }
  return tally.taints();
}
const times = (count: number, second: Second) => Array.from({ length: count }, () => second);

t.test('a run that has its processor to itself is clean', async (t) => {
  t.same(taints(times(10, { busy: 1, own: 0.98 })), []);
  t.same(taints(times(10, { busy: 1, own: 0.85 })), [], 'others took less than a fifth');
  t.same(taints([]), []);
});

t.test('others that took a fifth of a full processor', async (t) => {
  t.same(taints(times(10, { busy: 1, own: 0.7 })), ['others took 30 % of its processors (1) while they were full']);
  t.same(taints(times(10, { busy: 0.7, steal: 0.3, own: 0.7 })), [
    'others took 30 % of its processors (1) while they were full',
  ]);
  t.same(taints([...times(8, { busy: 1, own: 1 }), ...times(2, { busy: 1, own: 0.3 })]), [], 'a moment is not a run');
});

t.test('where a processor idles, or the run sleeps, nobody took anything', async (t) => {
  t.same(taints(times(10, { busy: 0.8, own: 0.4 })), []);
  t.same(taints(times(10, { busy: 1, own: 0.01 })), []);
});

t.test('a run that was hardly seen, or not at all, accuses nobody', async (t) => {
  t.same(taints(times(1, { busy: 1, own: 0.5 })), []);
  t.same(taints(times(10, { busy: 1, group: null })), []);
});

t.test('a limit around the container, unless it is its own quota', async (t) => {
  const stopped = times(10, { busy: 0.5, own: 0.5, throttled: 0.1 });
  t.same(taints(stopped), ['a limit around its container stopped it for 10 % of its processor time']);
  t.same(taints(stopped, 0.5), []);
});

t.test('heat and falling clocks', async (t) => {
  t.same(taints(times(10, { busy: 1, own: 1, frequency: 3e6, heat: 0.06 })), [
    'its processors were slowed down for heat during 6 % of the run',
  ]);
  const falling = [3e6, ...Array.from({ length: 9 }, () => 1.5e6)];
  t.same(taints(falling.map((frequency) => ({ busy: 1, own: 1, frequency }))), [
    "its processors' clock was at 55 % of its best on average",
  ]);
  t.same(taints(falling.map((frequency) => ({ busy: 0.2, own: 0.2, frequency }))), [], 'an idle clock may fall');
});
