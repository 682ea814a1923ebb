import t from 'tap';
import { readCells, readNumber, share, told } from '../../../workers/telemetry/csv.ts';

t.test('cells, with quotes and commas in them', async (t) => {
  t.same(readCells('a, b ,c'), ['a', 'b', 'c']);
  t.same(readCells(`0,"['N/A', 'N/A']",,"say ""hi""", 7`), ['0', "['N/A', 'N/A']", '', 'say "hi"', '7']);
  t.same(readCells('"open, never closed'), ['"open', 'never closed']);
  t.same(readCells(''), ['']);
  t.same(readCells(',a'), ['', 'a']);
  t.equal(readCells('x,'.repeat(2000)).length, 1000, 'bounded');
});

t.test('numbers with and without units, and none', async (t) => {
  t.equal(readNumber('120 MHz'), 120);
  t.equal(readNumber('69.85 W'), 69.85);
  t.equal(readNumber('(300Mhz)'), 300);
  t.equal(readNumber('-5'), -5);
  for (const none of ['[N/A]', 'N/A', '[Not Supported]', '', undefined]) t.equal(readNumber(none), null);
  t.same(told({ power: 1, clockMHz: null }), { power: 1 });
  t.equal(share(50), 0.5);
  t.equal(share(null), null);
});
