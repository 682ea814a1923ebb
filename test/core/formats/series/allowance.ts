import t from 'tap';
import { createAllowance } from '../../../../services/core/formats/series/allowance.ts';

t.test('an input may fill its bounds and not pass them', async (t) => {
  const allowance = createAllowance({ file: 'a.csv' }, { pointsMax: 5, seriesMax: 2 });
  allowance.points(3);
  allowance.points(2);
  t.throws(() => allowance.points(1), {
    code: 'INPUT_INVALID',
    message: 'an input may hold 5 values at most',
    place: { file: 'a.csv' },
  });
  allowance.series();
  allowance.series();
  t.throws(() => allowance.series(), { code: 'INPUT_INVALID', message: 'an input may hold 2 series at most' });
});

t.test('ten million values are allowed where nobody says otherwise', async (t) => {
  const allowance = createAllowance({});
  allowance.points(10_000_000);
  t.throws(() => allowance.points(1), { message: /10000000/ });
});
