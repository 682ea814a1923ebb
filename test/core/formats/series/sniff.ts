import t from 'tap';
import { type SeriesFormat, sniff } from '../../../../services/core/formats/series/sniff.ts';

const of = (text: string, last = true, wanted: SeriesFormat | null = null) => {
  const found = sniff(new TextEncoder().encode(text), wanted, last, { file: 'f' });
  return found && { ...found, separator: String.fromCharCode(found.separator) };
};

t.test('a bracket begins JSON, anything else CSV', async (t) => {
  t.match(of('\n  {"values"'), { format: 'json', start: 0 });
  t.match(of('[1', false), { format: 'json' }, 'JSON is known by its first sign');
  t.match(of('time,value'), { format: 'csv', start: 0, separator: ',' });
  t.match(of('[1,2', true, 'csv'), { format: 'csv' });
  t.match(of('1', true, 'json'), { format: 'json' });
});

t.test('the separator is the most frequent on the first line, outside quotes', async (t) => {
  t.equal(of('time;a;b\n1,1,1,1')?.separator, ';');
  t.equal(of('time\tvalue\r\n')?.separator, '\t');
  t.equal(of('"a;b;c",d\n')?.separator, ',');
  t.equal(of('\n\n1;2\r3')?.separator, ';');
  t.equal(of('value\n')?.separator, ',');
});

t.test('it waits for the end of the first line while more may come', async (t) => {
  t.equal(of('', false), null);
  t.equal(of('a;b', false), null);
  t.match(of(' \n '), { format: 'csv', separator: ',' });
  t.match(of('', true, 'json'), { format: 'json' });
});

t.test('a mark of UTF-8 is passed over, UTF-16 is refused', async (t) => {
  t.match(of('\ufeffa,b\n'), { start: 3, format: 'csv' });
  for (const bytes of [
    [0xff, 0xfe, 0x31],
    [0xfe, 0xff, 0, 0x31],
  ]) {
    t.throws(() => sniff(Uint8Array.from(bytes), null, true, { file: 'f' }), {
      code: 'INPUT_INVALID',
      message: 'this is UTF-16; it must be UTF-8',
      place: { file: 'f' },
    });
  }
});
