import t from 'tap';
import { readJsonl } from '../../../services/core/formats/jsonl.ts';

t.test('a line of our own format', async (t) => {
  t.strictSame(readJsonl('{"plumbline":1,"key":"throughput","value":123.4,"step":10,"time_ms":1744838717800}'), {
    kind: 'entry',
    entry: { key: 'throughput', value: 123.4, step: 10, timeMs: 1744838717800 },
  });
});

t.test('spaces, missing and unknown keys do no harm', async (t) => {
  t.strictSame(readJsonl('  { "plumbline" : 1, "key": "a", "value": NaN, "rank": 0 }'), {
    kind: 'entry',
    entry: { key: 'a', value: 'NaN', step: undefined, timeMs: undefined },
  });
});

t.test('other output, other JSON included, is not ours', async (t) => {
  for (const text of ['', 'loss 0.1', '{"key":"a","plumbline":1}', 'x {"plumbline":1}', '["plumbline"]']) {
    t.equal(readJsonl(text), null, text);
  }
});

t.test('a broken line of ours is a problem that says what is wrong', async (t) => {
  t.strictSame(readJsonl('{"plumbline":1,"key":"a"'), { kind: 'problem', message: 'a "plumbline" line is not JSON' });
  t.match(readJsonl('{"plumbline":2,"key":"a"}'), { message: 'a "plumbline" line whose version is not 1: 2' });
  t.match(readJsonl('{"plumbline":1}'), { message: 'a "plumbline" line whose "key" is not a name: nothing' });
  t.match(readJsonl('{"plumbline":1,"key":""}'), { kind: 'problem' });
});
