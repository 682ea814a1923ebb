import t from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import { DIRECT_ASKS_MAX } from '../../services/queue/bounds.ts';
import { createLine } from '../../services/queue/line.ts';

t.test(
  'a fleet that connects at once does not ask all at once, and a job that lies there is had at once',
  async (t) => {
    let asking = 0;
    let most = 0;
    const jobs = ['run_1'];
    const line = createLine({
      async fetch() {
        asking += 1;
        most = Math.max(most, asking);
        await systemClock.sleep(20);
        asking -= 1;
        return jobs.shift() ?? null;
      },
      giveBack: async () => undefined,
      clock: systemClock,
      pollMs: 60_000,
    });
    const left = new AbortController();
    const claims = Array.from({ length: 500 }, (_, at) => line.claim(`t${at}`, 60_000, left.signal));
    t.equal(await Promise.race(claims), 'run_1');
    t.ok(most <= DIRECT_ASKS_MAX + 1, `${most} asked at a time: those who do so by themselves, and the line`);
    // A second job comes while all of them wait; nobody has to poll for it.
    jobs.push('run_2');
    line.wake();
    const others = claims.map(async (claim) =>
      (await claim) === 'run_2' ? 'run_2' : new Promise<string>(() => undefined),
    );
    t.equal(await Promise.race(others), 'run_2');
    left.abort();
    await line.close();
  },
);

t.test('the claim that begins the line without having asked is served without a poll', async (t) => {
  const free: (() => void)[] = [];
  const jobs: string[] = [];
  const line = createLine({
    fetch: async (token) => {
      if (token.startsWith('slow')) await new Promise<void>((resolve) => free.push(resolve));
      return jobs.shift() ?? null;
    },
    giveBack: async () => undefined,
    clock: systemClock,
    pollMs: 60_000,
  });
  const slow = Array.from({ length: DIRECT_ASKS_MAX }, (_, at) => line.claim(`slow${at}`, 1000));
  jobs.push('run_1');
  t.equal(await line.claim('quick', 60_000), 'run_1');
  for (const go of free) go();
  t.same(new Set(await Promise.all(slow)), new Set([null]));
  await line.close();
});
