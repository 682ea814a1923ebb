import t from 'tap';
import { createTimeColumn } from '../../../../services/core/formats/series/time-column.ts';

const column = (sort = false) => createTimeColumn({ sort, placeOf: (line) => ({ file: 'f', line }) });

t.test('rising times are kept; days beside instants become instants', async (t) => {
  const times = column();
  times.text('2026-01-01', 2);
  times.text(' 2026-01-02T00:00Z ', 3);
  times.text('2026-01-03', 4);
  const { times: read, order } = times.end();
  t.equal(read.kind, 'instant');
  t.equal(order, null);
  t.same(
    [...read.values].map((ms) => ms / 86_400_000 - 20_454),
    [0, 1, 2],
  );
  t.same(column().end().times, { kind: 'number', values: new Float64Array(0) });
});

t.test('the first time that is not later than its forerunner is refused with its line', async (t) => {
  const times = column();
  times.number(3, 1);
  t.throws(() => times.number(2, 2), {
    code: 'INPUT_INVALID',
    message: 'time 2 stands after 3; --sort puts the rows in the order of time',
    place: { file: 'f', line: 2 },
  });
  const twice = column();
  twice.text('2026-01-01', 4);
  t.throws(() => twice.text('2026-01-01', 6), {
    message: 'time 2026-01-01 stands twice, first in line 4',
    place: { line: 6 },
  });
});

t.test('sorted, a time still may not stand twice', async (t) => {
  const times = column(true);
  for (const [i, value] of [5, 1, 3].entries()) times.number(value, i + 1);
  const { times: read, order } = times.end();
  t.same([...read.values], [1, 3, 5]);
  t.same([...(order ?? [])], [1, 2, 0]);
  times.number(1, 9);
  t.throws(() => times.end(), { message: 'time 1 stands twice, first in line 2', place: { line: 9 } });
  const rising = column(true);
  rising.number(1, 1);
  t.equal(rising.end().order, null);
});

t.test('what is no time, and a mixture, is named', async (t) => {
  const times = column();
  t.throws(() => times.text('', 1), { message: 'expected a number, a date or an ISO instant as time, found no time' });
  t.throws(() => times.text('a\u0007', 1), { message: /found "a\uFFFD"/ });
  times.number(1, 1);
  t.throws(() => times.text('2026-01-01', 2), { message: 'time 2026-01-01 is a date where those before it are not' });
  const dates = column();
  dates.text('2026-01-01', 1);
  t.throws(() => dates.number(7, 2), { message: 'time 7 is a number where those before it are not' });
});

t.test('where there are no lines, a path names the earlier one', async (t) => {
  const times = createTimeColumn({ sort: false, placeOf: (i) => ({ path: `times[${i - 1}]` }) });
  times.number(1, 1);
  t.throws(() => times.number(1, 2), {
    message: 'time 1 stands twice, first in times[0]',
    place: { path: 'times[1]' },
  });
});
