import t from 'tap';
import { sparkline } from '../../services/dashboard/sparkline.ts';

t.test('a line with gaps, its band, and its end', async (t) => {
  const svg = sparkline([1, 2, null, 3], { low: 0, high: 4 }).text;
  t.match(svg, /<rect class="band"/);
  t.equal(svg.match(/M/g)?.length, 2, 'a gap lifts the pen');
  t.notMatch(svg, /NaN|Infinity/);
});

t.test('nothing, one value and equal values are drawn too', async (t) => {
  t.equal(sparkline([], null).text, '');
  t.equal(sparkline([null], null).text, '');
  for (const values of [[5], [5, 5, 5], [0, 0], [null, 7]]) t.notMatch(sparkline(values, null).text, /NaN|Infinity/);
});
