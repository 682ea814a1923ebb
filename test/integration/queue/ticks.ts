import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { Tick } from '../../../services/core/ports/queue.ts';
import { eachQueue, until } from '../../support/queue.ts';

const EVERY_SECOND = { name: 'often', cron: '* * * * * *', timeZone: 'Etc/UTC' };
const YEARLY = { name: 'yearly', cron: '0 2 1 1 *', timeZone: 'Europe/Berlin' };

t.test('ticks come with the instant they were meant for, one at a time', async (t) => {
  await eachQueue(
    t,
    async (t, { ticks }) => {
      await ticks.sync([EVERY_SECOND, YEARLY]);
      const seen: Tick[] = [];
      let atWork = 0;
      await ticks.start(async (tick) => {
        atWork += 1;
        t.equal(atWork, 1);
        seen.push(tick);
        await systemClock.sleep(20);
        atWork -= 1;
      });
      await until('three ticks', 30_000, async () => seen.length >= 3);
      for (const tick of seen) t.match(tick, { schedule: 'often', instant: /T\d\d:\d\d:\d\d\.000Z$/ });
      t.equal(new Set(seen.map((tick) => tick.instant)).size, seen.length, 'each instant once');
      await t.rejects(
        ticks.start(async () => undefined),
        { code: 'INTERNAL' },
      );
      await ticks.sync([YEARLY]);
      await systemClock.sleep(1_500);
      const before = seen.length;
      await systemClock.sleep(2_500);
      t.equal(seen.length, before, 'a schedule that is not listed any more is silent');
    },
    { pollMs: 100 },
  );
});

t.test('a handler that throws gets the tick again', async (t) => {
  await eachQueue(
    t,
    async (t, { ticks }) => {
      await ticks.sync([EVERY_SECOND]);
      const seen: string[] = [];
      let stopped = false;
      await ticks.start(async (tick) => {
        if (stopped) return;
        seen.push(tick.instant);
        if (seen.filter((instant) => instant === seen[0]).length < 3) throw new Error('not yet');
        stopped = true;
      });
      await until('the first tick three times', 30_000, async () => stopped);
      t.equal(seen.filter((instant) => instant === seen[0]).length, 3);
    },
    { pollMs: 50, tickBackoffMs: 100 },
  );
});

t.test('a tick that fell due while nobody ran comes at the next start, with its own instant', async (t) => {
  await eachQueue(
    t,
    async (t, queue) => {
      await queue.ticks.sync([{ ...EVERY_SECOND, cron: '*/2 * * * * *' }]);
      await queue.close();
      const closed = new Date().toISOString();
      await systemClock.sleep(4_000);
      const later = await queue.again();
      const opened = new Date(Date.parse(closed) + 3_000).toISOString();
      await later.ticks.sync([{ ...EVERY_SECOND, cron: '*/2 * * * * *' }]);
      const seen: string[] = [];
      await later.ticks.start(async (tick) => {
        seen.push(tick.instant);
      });
      await until('a tick', 30_000, async () => seen.length >= 2);
      t.ok((seen[0] ?? '') < opened, `${seen[0]} was due while the service was down`);
      t.ok((seen[1] ?? '') > opened, 'it is caught up once, not once for each that was missed');
    },
    { pollMs: 50 },
  );
});

t.test('a changed schedule replaces the old one; a wrong one is refused with its name', async (t) => {
  await eachQueue(
    t,
    async (t, { ticks }) => {
      await ticks.sync([{ ...YEARLY, name: 'one' }]);
      await ticks.sync([{ ...EVERY_SECOND, name: 'one' }]);
      const seen: Tick[] = [];
      await ticks.start(async (tick) => {
        seen.push(tick);
      });
      await until('a tick of the new pattern', 30_000, async () => seen.length > 0);
      await t.rejects(ticks.sync([{ name: 'broken', cron: '61 * * * *', timeZone: 'Etc/UTC' }]), {
        code: 'CONFIG_INVALID',
        message: /broken/,
      });
      await t.rejects(ticks.sync([{ name: 'lost', cron: '0 2 * * *', timeZone: 'Mars/Olympus' }]), {
        code: 'CONFIG_INVALID',
        message: /lost.*Mars/,
      });
    },
    { pollMs: 50 },
  );
});
