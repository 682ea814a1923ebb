import t from 'tap';
import { matched, NUMBER, numberOf } from '../../../services/core/formats/number.ts';

t.test('numbers as other programs print them', async (t) => {
  for (const [text, value] of [
    ['12', 12],
    ['-1.5', -1.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1.23e+4', 12300],
    ['5e-05', 5e-5],
  ] as const) {
    t.equal(numberOf(text), value, text);
    t.equal(matched(text), value, text);
  }
});

t.test('what is a number and none is named as JSON readers name it', async (t) => {
  for (const text of ['nan', '-nan', 'NaN']) t.equal(numberOf(text), 'NaN', text);
  for (const text of ['inf', 'infinity', '+Infinity']) t.equal(numberOf(text), 'Infinity', text);
  t.equal(numberOf('-inf'), '-Infinity');
});

t.test('all else is none', async (t) => {
  for (const text of ['', '.', 'e5', '1e', '0x10', '1,000', ' 1', '12ms', '1'.repeat(60)])
    t.equal(numberOf(text), undefined, text);
  t.notMatch('x'.repeat(100), new RegExp(NUMBER));
});
