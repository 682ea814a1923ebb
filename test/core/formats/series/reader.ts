import t from 'tap';
import { createSeriesReader, type SeriesOptions } from '../../../../services/core/formats/series/reader.ts';

const DEFAULTS: SeriesOptions = { file: 'f', format: null, timed: true, sort: false };

function read(text: string, options: Partial<SeriesOptions> & { size?: number } = {}, bounds = {}) {
  const bytes = new TextEncoder().encode(text);
  const { size = bytes.length || 1, ...rest } = options;
  const reader = createSeriesReader({ ...DEFAULTS, ...rest }, bounds);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.end().map(({ name, values }) => [name, ...values]);
}

t.test('one format or the other, in pieces of any size, with a mark or without', async (t) => {
  for (const mark of ['', '\ufeff']) {
    for (const size of [1, 2, 5, 1_000]) {
      t.same(read(`${mark}time;ä\n1;5\n2;6`, { size }), [['ä', 5, 6]]);
      t.same(read(`${mark} [{"name":"ä","values":[5,6]}]`, { size }), [['ä', 5, 6]]);
    }
  }
  t.same(read('5'), [[null, 5]]);
});

t.test('nothing to judge is said so', async (t) => {
  const code = 'INPUT_INVALID';
  t.throws(() => read(''), { code, message: 'this is empty', place: { file: 'f' } });
  for (const text of ['\n', 'time,value\n', 'time,value\n1,\n', '[]', '{"values":[null]}']) {
    t.throws(() => read(text), { code, message: 'there is no number in it', place: { file: 'f' } }, text);
  }
  t.same(read('time,a,b\n1,,2'), [
    ['a', Number.NaN],
    ['b', 2],
  ]);
});

t.test('the format and what a table holds can be said', async (t) => {
  t.throws(() => read('[1]', { format: 'csv' }), { message: /no number in it/ });
  t.throws(() => read('1,2', { format: 'json' }), { message: /not JSON/ });
  t.same(read('1,2\n0,3', { timed: false }), [
    ['column 1', 1, 0],
    ['column 2', 2, 3],
  ]);
  t.same(read('2,6\n1,5', { sort: true }), [[null, 5, 6]]);
  t.same(read('{"values":[6,5],"times":[2,1]}', { sort: true }), [[null, 5, 6]]);
});

t.test('memory is bounded', async (t) => {
  t.throws(() => read('[1,2,3]', { size: 2 }, { jsonBytesMax: 5 }), { message: /JSON may have 5 bytes at most/ });
  t.throws(() => read('aaaaaaaaaa', { size: 2 }, { headBytesMax: 5 }), {
    message: /first line is longer than 5 bytes/,
  });
});
