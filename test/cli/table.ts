import t from 'tap';
import { formatNumber, table } from '../../services/cli/table.ts';

t.test('numbers for people', async (t) => {
  t.same([0.97912345, 31251.7, 5, 1e12, 0.00001, 0, Number.NaN, -2.5].map(formatNumber), [
    '0.9791',
    '31252',
    '5',
    '1.000e+12',
    '1.000e-5',
    '0',
    'NaN',
    '-2.5',
  ]);
});

t.test('a table is aligned and has no trailing blanks', async (t) => {
  t.equal(
    table(
      ['name', 'n'],
      [
        ['a', 1],
        ['bcd', 22],
        ['e', null],
      ],
    ),
    'NAME   N\na      1\nbcd   22\ne      –\n',
  );
  t.equal(table(['name'], []), '(none)\n');
});
