import t from 'tap';
import { counted, formatNumber, withUnit } from '../../../services/core/judge/wording.ts';

t.test('numbers for people', async (t) => {
  t.same([12345.678, 1234567, 0.97916666, -1234.5, 0, 1e-7, 1.5e19].map(formatNumber), [
    '12,346',
    '1,234,567',
    '0.97917',
    '-1,234.5',
    '0',
    '1e-7',
    '15000000000000000000',
  ]);
  t.equal(formatNumber(Number.NaN), 'NaN');
  t.equal(withUnit(2500, 'examples/s'), '2,500 examples/s');
  t.equal(counted(1, 'run'), '1 run');
  t.equal(counted(0, 'pair'), '0 pairs');
});
