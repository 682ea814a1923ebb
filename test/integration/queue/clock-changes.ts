import { defaultRepeatStrategy } from 'bullmq';
import t from 'tap';

// The clockwork asks BullMQ, and BullMQ asks cron-parser, for the next instant. On the two days of a year on which the
// clock changes a nightly schedule must still fire once, also when its time of day exists twice or not at all.

function nights(from: string, cron: string, tz: string, count: number): string[] {
  const found: string[] = [];
  for (let at = Date.parse(from); found.length < count; ) {
    const next = defaultRepeatStrategy(at, { pattern: cron, tz });
    if (typeof next !== 'number' || next <= at) throw new Error(`no instant after ${new Date(at).toISOString()}`);
    at = next;
    found.push(new Date(at).toISOString());
  }
  return found;
}

t.test('spring: half past two does not exist and is moved, not dropped', async (t) => {
  t.same(nights('2026-03-27T12:00:00Z', '30 2 * * *', 'Europe/Berlin', 3), [
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
  t.same(nights('2026-03-07T12:00:00Z', '30 2 * * *', 'America/New_York', 3), [
    '2026-03-08T07:30:00.000Z',
    '2026-03-09T06:30:00.000Z',
    '2026-03-10T06:30:00.000Z',
  ]);
});

t.test('autumn: half past two exists twice and fires once', async (t) => {
  t.same(nights('2026-10-23T12:00:00Z', '30 2 * * *', 'Europe/Berlin', 3), [
    '2026-10-24T00:30:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});
