import t from 'tap';
import { bandCell } from '../../../services/core/reporting/band-cell.ts';

t.test('an interval is shown with its width and where it comes from', async (t) => {
  const cell = { unit: 'examples/s', low: 990, high: 1010 };
  t.equal(bandCell(cell, '± 1 %, learned from 6 runs'), '990 to 1,010 examples/s (± 1 %, learned from 6 runs)');
  t.equal(bandCell(cell, undefined), '990 to 1,010 examples/s', 'nothing is known of the band');
  t.equal(bandCell({ ...cell, low: null }, 'wide'), '—');
  t.equal(bandCell({ ...cell, high: null }, 'wide'), '—');
});

t.test('a unit is foreign text in both places', async (t) => {
  t.notMatch(bandCell({ unit: '@all', low: 1, high: 3 }, '± 1 @all, learned from 6 runs'), /@all/);
});
