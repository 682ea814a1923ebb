import fc from 'fast-check';
import t from 'tap';
import {
  checkSchedule,
  instantsBetween,
  lastInstant,
  MAX_INSTANTS,
  nextInstant,
} from '../../../services/core/planning/due.ts';

const between = (cron: string, timeZone: string, from: string, to: string) =>
  instantsBetween({ cron, timeZone }, new Date(from), new Date(to)).map((at) => at.toISOString().slice(5, 16));

/** 02:30 does not exist on the spring night and (in Berlin) exists twice on the autumn one: still one night a date. */
t.test('a nightly 02:30 comes once a date through both clock changes of a year', async (t) => {
  const cases: [string, string, string, string[]][] = [
    ['Europe/Berlin', '2026-03-27T12:00Z', '2026-03-30T12:00Z', ['03-28T01:30', '03-29T01:30', '03-30T00:30']],
    ['Europe/Berlin', '2026-10-23T12:00Z', '2026-10-26T12:00Z', ['10-24T00:30', '10-25T00:30', '10-26T01:30']],
    ['America/New_York', '2026-03-06T12:00Z', '2026-03-09T12:00Z', ['03-07T07:30', '03-08T07:30', '03-09T06:30']],
    ['America/New_York', '2026-10-30T12:00Z', '2026-11-02T12:00Z', ['10-31T06:30', '11-01T07:30', '11-02T07:30']],
  ];
  for (const [zone, from, to, expected] of cases) t.strictSame(between('30 2 * * *', zone, from, to), expected, zone);
  t.strictSame(
    between('30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', '2026-11-02T12:00Z'),
    ['11-01T05:30', '11-02T06:30'],
    'New York doubles 01:30',
  );
});

t.test('a whole year has one night a day, forwards and backwards', async (t) => {
  for (const timeZone of ['Europe/Berlin', 'America/New_York']) {
    const when = { cron: '30 2 * * *', timeZone };
    const nights = instantsBetween(when, new Date('2026-01-01T12:00Z'), new Date('2027-01-01T12:00Z'));
    t.equal(nights.length, 365, timeZone);
    for (const [index, night] of nights.entries()) {
      const last = lastInstant(when, new Date(night.getTime() + 1));
      if (last.getTime() !== night.getTime()) t.fail(`${timeZone}: ${night.toISOString()} is not found backwards`);
      const before = lastInstant(when, new Date(night.getTime() - 1));
      if (index > 0 && before.getTime() !== nights[index - 1]?.getTime()) t.fail(`${timeZone}: order at ${night}`);
    }
  }
});

t.test('the second pass of a doubled hour belongs to the night of the first', async (t) => {
  const when = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
  const second = new Date('2026-10-25T01:30:00Z');
  t.equal(lastInstant(when, second).toISOString(), '2026-10-25T00:30:00.000Z');
  t.equal(nextInstant(when, second).toISOString(), '2026-10-26T01:30:00.000Z');
});

t.test('a schedule of every hour neither pauses nor comes twice in a clock change', async (t) => {
  t.strictSame(between('30 * * * *', 'Europe/Berlin', '2026-10-24T23:45Z', '2026-10-25T02:45Z'), [
    '10-25T00:30',
    '10-25T01:30',
    '10-25T02:30',
  ]);
  t.strictSame(between('30 * * * *', 'Europe/Berlin', '2026-03-28T23:45Z', '2026-03-29T02:45Z'), [
    '03-29T00:30',
    '03-29T01:30',
    '03-29T02:30',
  ]);
});

t.test('several times within the skipped hour become the times after it, each once', async (t) => {
  t.strictSame(between('0,30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T12:00Z'), [
    '03-29T01:00',
    '03-29T01:30',
  ]);
});

t.test('an instant is its own last one and never its own next one', async (t) => {
  const when = { cron: '0 4 * * 1-5', timeZone: 'UTC' };
  const at = new Date('2026-11-24T04:00:00Z');
  t.strictSame(lastInstant(when, at), at);
  t.equal(nextInstant(when, at).toISOString(), '2026-11-25T04:00:00.000Z');
  t.equal(lastInstant(when, new Date(at.getTime() - 1)).toISOString(), '2026-11-23T04:00:00.000Z');
  t.equal(nextInstant(when, new Date(at.getTime() - 1)).toISOString(), at.toISOString());
});

t.test('last and next enclose every moment', async (t) => {
  const min = Date.parse('2026-01-01T00:00Z');
  const max = Date.parse('2027-01-01T00:00Z');
  fc.assert(
    fc.property(
      fc.integer({ min, max }),
      fc.constantFrom('30 2 * * *', '*/20 1-3 * * *', '15 * * * *', '0 0 1 * *'),
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
      (ms, cron, timeZone) => {
        const last = lastInstant({ cron, timeZone }, new Date(ms)).getTime();
        const next = nextInstant({ cron, timeZone }, new Date(ms)).getTime();
        t.ok(last <= ms && ms < next);
        t.equal(lastInstant({ cron, timeZone }, new Date(next - 1)).getTime(), last);
      },
    ),
    { numRuns: 200 },
  );
});

t.test('the answers are bounded', async (t) => {
  t.equal(between('* * * * *', 'UTC', '2026-01-01T00:00Z', '2026-02-01T00:00Z').length, MAX_INSTANTS);
});

t.test('what cannot be a schedule is refused with the expression', async (t) => {
  for (const cron of ['', 'nightly', '@daily', '30 2 * *', '0 30 2 * * *', 'H 2 * * *', '61 2 * * *', '0 0 31 2 *']) {
    t.throws(() => checkSchedule({ cron, timeZone: 'UTC' }), { code: 'CONFIG_INVALID' }, cron);
  }
  t.throws(() => checkSchedule({ cron: '30 2 * * *', timeZone: 'Nowhere' }), { code: 'CONFIG_INVALID' });
  t.doesNotThrow(() => checkSchedule({ cron: '30 2 * * THU', timeZone: 'Europe/Berlin' }));
});
