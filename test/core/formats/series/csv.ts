import fc from 'fast-check';
import t from 'tap';
import { createAllowance } from '../../../../services/core/formats/series/allowance.ts';
import { createTableReader } from '../../../../services/core/formats/series/csv.ts';

interface Options {
  readonly separator?: string;
  readonly timed?: boolean;
  readonly sort?: boolean;
  readonly pointsMax?: number;
}

function read(text: string, { separator = ',', timed = true, sort = false, pointsMax = 1_000 }: Options = {}) {
  const place = { file: 'f.csv' };
  const allowance = createAllowance(place, { pointsMax, seriesMax: 10 });
  const reader = createTableReader({ place, separator: separator.charCodeAt(0), timed, sort, allowance });
  reader.push(new TextEncoder().encode(text));
  reader.end();
  return reader.series().map(({ name, values, times, direction, band }) => {
    t.same([direction, band], [null, null]);
    return { name, values: [...values], times: times && [...times.values] };
  });
}

t.test('one column, two columns, many columns', async (t) => {
  t.same(read('5\n6\n'), [{ name: null, values: [5, 6], times: null }]);
  t.same(read('value\n5\n6'), [{ name: 'value', values: [5, 6], times: null }]);
  t.same(read('1,5\n2,6'), [{ name: null, values: [5, 6], times: [1, 2] }]);
  t.same(read('time;a;"b;c"\r\n1;5;7\r\n2;;8\r\n', { separator: ';' }), [
    { name: 'a', values: [5, Number.NaN], times: [1, 2] },
    { name: 'b;c', values: [7, 8], times: [1, 2] },
  ]);
  t.same(read('a,b\n1,5\n1,6', { timed: false }), [
    { name: 'a', values: [1, 1], times: null },
    { name: 'b', values: [5, 6], times: null },
  ]);
  t.same(
    read('2026-01-01,5\n2026-01-03,6')[0]?.times?.map((ms) => ms / 86_400_000),
    [20_454, 20_456],
  );
  t.same(read(''), []);
});

t.test('a row for each value of each series', async (t) => {
  const text = 'series,time,value\na,1,5\nb,1,7\na,2,\nb,3,8\n';
  t.same(read(text), [
    { name: 'a', values: [5, Number.NaN], times: [1, 2] },
    { name: 'b', values: [7, 8], times: [1, 3] },
  ]);
  t.same(read('value,series\n5,a\n6,a\n'), [{ name: 'a', values: [5, 6], times: null }]);
});

t.test('sorted on demand, each series by its own times', async (t) => {
  t.same(read('time,a,b\n2,6,60\n1,5,50\n', { sort: true }), [
    { name: 'a', values: [5, 6], times: [1, 2] },
    { name: 'b', values: [50, 60], times: [1, 2] },
  ]);
  t.same(read('series,time,value\na,2,6\nb,9,1\na,1,5\n', { sort: true }), [
    { name: 'a', values: [5, 6], times: [1, 2] },
    { name: 'b', values: [1], times: [9] },
  ]);
});

t.test('the order in which series come changes nothing of a series', async (t) => {
  const series = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.array(fc.integer(), { minLength: 1, maxLength: 5 }));
  fc.assert(
    fc.property(series, (byName) => {
      const rows = Object.entries(byName).flatMap(([name, values]) =>
        values.map((value, i) => [name, i, value] as const),
      );
      const text = (order: typeof rows) => ['series,time,value', ...order.map((row) => row.join(','))].join('\n');
      const byTime = [...rows].sort((a, b) => a[1] - b[1]);
      const sorted = (found: ReturnType<typeof read>) =>
        found.sort((a, b) => String(a.name).localeCompare(String(b.name)));
      t.same(sorted(read(text(rows))), sorted(read(text(byTime))));
    }),
  );
});

t.test('faults have their line, their column and their text', async (t) => {
  for (const [text, message, place] of [
    ['t,v\n1,5\n2,abc\n', 'column "v": "abc" is not a number', { line: 3, column: 2 }],
    ['1,5\n2,x', '"x" is not a number', { line: 2, column: 2 }],
    [
      '1,5\n\n2,NaN',
      '"NaN" is no finite number; leave the field empty where a value is missing',
      { line: 3, column: 2 },
    ],
    ['1,5\n2,-inf', /"-inf" is no finite/, { line: 2, column: 2 }],
    ['1,5\n2,1e999', /"1e999" is no finite/, { line: 2, column: 2 }],
    ['1,5\n2,1e200', '"1e200" is beyond ±1e+150', { line: 2, column: 2 }],
    ['series,value\na,?', '"?" is not a number', { line: 2, column: 2 }],
    ['1,5\n2', 'this row has 1 field and the first has 2', { line: 2 }],
    ['1,5\n2,6,7', 'this row has 3 fields and the first has 2', { line: 2 }],
    ['series,value\na,1,2', 'this row has 3 fields and the first has 2', { line: 2 }],
    ['5,1\n4,2', 'time 4 stands after 5; --sort puts the rows in the order of time', { line: 2 }],
    ['series,time,value\na,1,1\nb,1,1\na,1,2', 'time 1 stands twice, first in line 2', { line: 4 }],
    ['time,a\n,2', /found no time/, { line: 2 }],
  ] as const) {
    t.throws(() => read(text), { code: 'INPUT_INVALID', message, place: { file: 'f.csv', ...place } }, text);
  }
});

t.test('memory is bounded', async (t) => {
  t.throws(() => read('1\n2\n3', { pointsMax: 2 }), { message: /2 values at most/ });
  t.throws(() => read('series,value\na,2\nb,3\na,3', { pointsMax: 2 }), { message: /2 values at most/ });
  t.throws(() => read(Array.from({ length: 12 }, (_, i) => `s${i}`).join(',')), { message: /10 series at most/ });
});
