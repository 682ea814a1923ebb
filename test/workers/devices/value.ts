import t from 'tap';
import {
  amount,
  busId,
  field,
  jsonIn,
  list,
  mebibytes,
  onOrOff,
  processName,
  told,
} from '../../../workers/devices/value.ts';

t.test('what a tool does not know is unknown', async (t) => {
  for (const text of [
    '[N/A]',
    'N/A',
    '[Not Supported]',
    'unknown',
    '[Unknown Error]',
    'None',
    '-',
    '',
    null,
    undefined,
  ])
    t.equal(told(text), '', String(text));
  t.equal(told(' 550.54 '), '550.54');
  t.equal(told(7), '7');
});

t.test('amounts', async (t) => {
  t.equal(amount('500.00 W'), 500);
  t.equal(amount('81559 MiB'), 81_559);
  t.equal(amount('25.0'), 25);
  t.equal(amount({ value: 300, unit: 'W' }), 300);
  t.equal(amount({ value: 'N/A', unit: 'W' }), null);
  for (const text of ['[N/A]', '', '-1', '1e5', 'fast', '12 x y', {}, [], true])
    t.equal(amount(text), null, String(text));
  t.equal(mebibytes(34_342_961_152), 32_752);
  t.equal(mebibytes(null), null);
});

t.test('switches, addresses, names', async (t) => {
  t.equal(onOrOff('Enabled'), 'on');
  t.equal(onOrOff('DISABLED'), 'off');
  t.equal(onOrOff('Pending'), '');
  t.equal(busId('00000000:4F:00.0'), '0000:4f:00.0');
  t.equal(busId('00010000:01:00.0'), '10000:01:00.0');
  t.equal(busId('0000:1E:00.0'), '0000:1e:00.0');
  t.equal(busId('1E:00.0'), '');
  t.equal(processName('/usr/bin/python3 train.py --token hush'), 'python3', 'never the arguments');
  t.equal(processName('[Not Found]'), '');
  t.equal(processName('x'.repeat(500)).length, 80);
});

t.test('JSON behind warnings', async (t) => {
  t.same(jsonIn('WARNING: User is missing groups [render]\n{"a": 1}\n'), { a: 1 });
  t.same(jsonIn('[1]'), [1]);
  for (const text of ['', 'WARNING: No JSON data to report', '{"a": ', 'null']) t.equal(jsonIn(text), undefined, text);
  t.equal(field({ a: { b: 2 } }, 'a', 'b'), 2);
  t.equal(field({ a: null }, 'a', 'b'), undefined);
  t.equal(field({}, 'constructor'), undefined, 'only its own');
  t.same(list('no'), []);
});
