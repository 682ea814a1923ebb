import fc from 'fast-check';
import t from 'tap';
import { createWallClock } from '../../../services/core/planning/time-zone.ts';

const utc = (text: string) => Date.parse(text);

t.test('a wall time outside any change is one instant and back', async (t) => {
  for (const zone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe']) {
    const clock = createWallClock(zone);
    fc.assert(
      fc.property(fc.integer({ min: utc('2026-06-01T00:00:00Z'), max: utc('2026-08-01T00:00:00Z') }), (ms) => {
        const second = Math.floor(ms / 1000) * 1000;
        t.equal(clock.instant(clock.wall(second)), second);
      }),
      { numRuns: 30 },
    );
  }
});

t.test('the doubled hour is its first occurrence, on both sides of the Atlantic', async (t) => {
  t.equal(createWallClock('Europe/Berlin').instant(utc('2026-10-25T02:30:00Z')), utc('2026-10-25T00:30:00Z'));
  t.equal(createWallClock('America/New_York').instant(utc('2026-11-01T01:30:00Z')), utc('2026-11-01T05:30:00Z'));
});

t.test('the skipped hour moves forward', async (t) => {
  t.equal(createWallClock('Europe/Berlin').instant(utc('2026-03-29T02:30:00Z')), utc('2026-03-29T01:30:00Z'));
  t.equal(createWallClock('America/New_York').instant(utc('2026-03-08T02:30:00Z')), utc('2026-03-08T07:30:00Z'));
});

t.test('hours after a change on the same day are read with the new offset', async (t) => {
  t.equal(createWallClock('Europe/Berlin').instant(utc('2026-03-29T05:00:00Z')), utc('2026-03-29T03:00:00Z'));
  t.equal(createWallClock('Europe/Berlin').instant(utc('2026-10-25T05:00:00Z')), utc('2026-10-25T04:00:00Z'));
});

t.test('midnight is hour 0', async (t) => {
  t.equal(createWallClock('Europe/Berlin').wall(utc('2026-06-30T22:00:00Z')), utc('2026-07-01T00:00:00Z'));
});

t.test('an unknown zone is refused', async (t) => {
  t.throws(() => createWallClock('Mars/Olympus'), { code: 'CONFIG_INVALID', message: /Mars\/Olympus/ });
});
