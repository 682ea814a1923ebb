import t from 'tap';
import { pushedNight } from '../../../services/core/pushed/night.ts';

const NOW = new Date('2026-11-26T12:00:00.000Z');
const times = { startedAt: '2026-11-26T01:00:00Z', endedAt: '2026-11-26T02:00:00.123Z' };
const night = (change: object) => pushedNight({ ...times, ...change }, NOW);

t.test('a night is a day, an instant, or the day on which the result ended', async (t) => {
  t.equal(night({}), '2026-11-26T00:00:00.000Z');
  t.equal(night({ night: '2026-11-25' }), '2026-11-25T00:00:00.000Z');
  t.equal(night({ night: '2026-11-25T22:30:00Z' }), '2026-11-25T22:30:00.000Z');
  t.equal(night({ endedAt: '2026-11-26T12:04:59Z' }), '2026-11-26T00:00:00.000Z', 'a clock that is a little ahead');
});

t.test('times that cannot be are refused with their place', async (t) => {
  const cases: [object, string, RegExp][] = [
    [{ startedAt: '2026-11-26T03:00:00Z' }, 'startedAt', /after the end/],
    [{ endedAt: '2026-11-26T12:05:01Z' }, 'endedAt', /in the future/],
    [{ startedAt: '2006-01-01T00:00:00Z', endedAt: '2006-01-01T00:00:00Z' }, 'endedAt', /3650 days ago/],
    [{ endedAt: '2026-02-30T00:00:00Z' }, 'endedAt', /no instant/],
    [{ endedAt: '2026-13-01T00:00:00Z' }, 'endedAt', /no instant/],
    [{ night: '2026-11-28' }, 'night', /not the night/],
    [{ night: '2026-11-18' }, 'night', /not the night/],
  ];
  for (const [change, name, message] of cases)
    t.throws(() => night(change), { code: 'INPUT_INVALID', message, place: { path: `body/${name}` } });
});
