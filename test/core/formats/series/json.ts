import t from 'tap';
import { createAllowance } from '../../../../services/core/formats/series/allowance.ts';
import { readJsonSeries } from '../../../../services/core/formats/series/json.ts';

const place = { file: 'f.json' };
const read = (value: unknown, sort = false) =>
  readJsonSeries(typeof value === 'string' ? value : JSON.stringify(value), {
    place,
    sort,
    allowance: createAllowance(place, { pointsMax: 100, seriesMax: 3 }),
  });

t.test('numbers, an object, a list of objects', async (t) => {
  t.same(read([1, null, 3]), [
    { name: null, values: Float64Array.of(1, Number.NaN, 3), times: null, direction: null, band: null },
  ]);
  t.same(read({ name: 'a', values: [1, 2], times: [5, 7.5], direction: 'lower', band: { low: 0, high: 3 } }), [
    {
      name: 'a',
      values: Float64Array.of(1, 2),
      times: { kind: 'number', values: Float64Array.of(5, 7.5) },
      direction: 'lower',
      band: { low: 0, high: 3 },
    },
  ]);
  t.match(
    read([
      { values: [1], times: ['2026-01-01'] },
      { values: [], times: null, name: null },
    ]),
    [{ times: { kind: 'date' } }, { name: null }],
  );
});

t.test('points are put in the order of time on demand', async (t) => {
  const points = { values: [1, 2, 3], times: [3, 1, 2] };
  t.match(read(points, true), [{ values: Float64Array.of(2, 3, 1), times: { values: Float64Array.of(1, 2, 3) } }]);
  t.throws(() => read(points), { message: /--sort/, place: { path: 'times[1]' } });
  t.throws(() => read([{ values: [1, 2], times: [1, 1] }]), {
    message: 'time 1 stands twice, first in [0].times[0]',
    place: { path: '[0].times[1]' },
  });
});

t.test('what is wrong is named with its path', async (t) => {
  for (const [value, message, path] of [
    [5, 'expected a series (an object with "values"), found 5', ''],
    [[{ values: [1] }, 7], /expected a series .*found 7/, '[1]'],
    [[[1, 2]], /found \[1,2\]/, '[0]'],
    [{}, 'expected a list of numbers, found nothing', 'values'],
    [{ values: 'x' }, 'expected a list of numbers, found "x"', 'values'],
    [{ values: [1, '2'] }, 'expected a number up to ±1e+150, or null where it is missing, found "2"', 'values[1]'],
    ['{"values":[1e999]}', /found Infinity/, 'values[0]'],
    [[1, 'x'], /found "x"/, 'values[1]'],
    [{ values: [1], valeus: 2 }, 'unknown key: expected one of name, values, times, direction, band', 'valeus'],
    [{ values: [1], name: 3 }, 'expected text, found 3', 'name'],
    [{ values: [1], direction: 'up' }, 'expected one of higher, lower, none, found "up"', 'direction'],
    [{ values: [1], times: 'x' }, 'expected a list, found "x"', 'times'],
    [{ values: [1], times: [1, 2] }, '2 times stand beside 1 values', 'times'],
    [{ values: [1], times: [true] }, 'expected a number, a date or an ISO instant, found true', 'times[0]'],
    [{ values: [1], times: ['x'] }, /found "x"/, 'times[0]'],
  ] as const) {
    t.throws(() => read(value), { code: 'INPUT_INVALID', message, place: { ...place, path } }, JSON.stringify(value));
  }
  for (const band of [3, { low: 2, high: 1 }, { low: 1 }, { low: 1, high: 2, mid: 3 }, { low: '1', high: 2 }]) {
    t.throws(() => read({ values: [1], band }), { message: /with low ≤ high, found/, place: { path: 'band' } });
  }
  t.throws(() => read('{"values":[1],"band":{"low":1,"high":1e999}}'), { message: /found/, place: { path: 'band' } });
});

t.test('what is no JSON has its line and column', async (t) => {
  t.throws(() => read('{"values":\n[1,NaN]}'), {
    code: 'INPUT_INVALID',
    message: 'this is not JSON: found "NaN"; write null where a value is missing',
    place: { ...place, line: 2, column: 4 },
  });
  t.throws(() => read('[1,'), { message: 'this is not JSON: found the end of the file' });
});

t.test('memory is bounded', async (t) => {
  t.throws(() => read({ values: Array.from({ length: 101 }, () => 1) }), { message: /100 values at most/ });
  t.throws(() => read([{ values: [] }, { values: [] }, { values: [] }, { values: [] }]), {
    message: /3 series at most/,
  });
});
