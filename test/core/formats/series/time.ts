import fc from 'fast-check';
import t from 'tap';
import { timeJson, timeOf, timeText } from '../../../../services/core/formats/series/time.ts';

t.test('numbers, days and instants are times', async (t) => {
  t.same(timeOf('12.5'), { kind: 'number', value: 12.5 });
  t.same(timeOf('1970-01-02'), { kind: 'date', value: 86_400_000 });
  for (const text of [
    '1970-01-01T01:00:00Z',
    '1970-01-01 01:00',
    '1970-01-01T01:00:00.000Z',
    '1970-01-01T03:00:00+02:00',
    '1969-12-31T22:30:00-0230',
    '1970-01-01T02:00+01',
  ]) {
    t.same(timeOf(text), { kind: 'instant', value: 3_600_000 }, text);
  }
  t.equal(timeOf('1970-01-01T00:00:00.0005Z')?.value, 0.5, 'parts of a millisecond order times too');
});

t.test('a day that no calendar has, and any other text, is none', async (t) => {
  for (const text of [
    '',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-01T24:30Z',
    '2026-01-01T10:60Z',
    '2026-01-01T10:00:60Z',
    '01.02.2026',
    'yesterday',
    '1e999',
  ]) {
    t.equal(timeOf(text), null, text);
  }
});

t.test('a time is written as it can be read back', async (t) => {
  t.equal(timeJson('number', 3), '3');
  t.equal(timeJson('date', 86_400_000), '"1970-01-02"');
  t.equal(timeJson('instant', 3_600_000), '"1970-01-01T01:00:00Z"');
  t.equal(timeText('instant', 1), '1970-01-01T00:00:00.001Z');
  t.equal(timeText('number', -1.5), '-1.5');
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), (date) => {
      return timeOf(timeText('instant', date.getTime()))?.value === date.getTime();
    }),
  );
});
