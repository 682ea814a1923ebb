import t from 'tap';
import { layoutOf } from '../../../../services/core/formats/series/layout.ts';

const of = (record: string, timed = true) => layoutOf(record.split(','), timed, { file: 'f', line: 1 });
const names = (record: string, timed = true) => of(record, timed).values.map(({ name }) => name);

t.test('a header is told from data', async (t) => {
  for (const record of ['time,value', 'value', ' Date ,1,2', ',0,1', 'latency', 'a,b'])
    t.equal(of(record).header, true, record);
  for (const record of ['1', '1,2', '2026-01-01,5', '1,abc', 'abc,5', 'nan', '-inf,x', '1,']) {
    t.equal(of(record).header, false, record);
  }
});

t.test('with names, the time is the one that is called so, else the first', async (t) => {
  t.match(of('time,value'), { width: 2, time: 0, series: null, values: [{ column: 1, name: 'value' }] });
  t.match(of('a,Timestamp,b'), {
    time: 1,
    values: [
      { column: 0, name: 'a' },
      { column: 2, name: 'b' },
    ],
  });
  t.match(of('commit,value'), { time: 0 });
  t.match(of('latency'), { time: null, values: [{ column: 0, name: 'latency' }] });
  t.same(names('time,,b'), [null, 'b']);
});

t.test('without names columns are numbered, and one has none', async (t) => {
  t.same(names('1,2'), [null]);
  t.same(names('5'), [null]);
  t.same(names('1,2,3'), ['column 2', 'column 3']);
});

t.test('told that there are no times, every column is a series', async (t) => {
  t.match(of('a,b', false), { time: null });
  t.same(names('time,b', false), ['time', 'b']);
  t.same(names('1,2', false), ['column 1', 'column 2']);
});

t.test('a row for each value of each series', async (t) => {
  t.match(of('series,time,value'), { series: 0, time: 1, values: [{ column: 2, name: null }] });
  t.match(of('value,metric'), { series: 1, time: null, values: [{ column: 0 }] });
  t.throws(() => of('series,time,value', false), { message: 'column "time" is none of series, time and value' });
});

t.test('columns without a use are named', async (t) => {
  const place = { file: 'f', line: 1 };
  t.throws(() => of('series,time,value,unit'), {
    code: 'INPUT_INVALID',
    message: 'column "unit" is none of series, time and value',
    place,
  });
  t.throws(() => of('time'), { code: 'INPUT_INVALID', message: 'there is no column of values', place });
});
