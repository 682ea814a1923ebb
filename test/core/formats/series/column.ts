import t from 'tap';
import { createColumn } from '../../../../services/core/formats/series/column.ts';

t.test('a column holds what was pushed, however much', async (t) => {
  const column = createColumn();
  t.same([...column.values()], []);
  for (let i = 0; i < 1_000; i += 1) column.push(i / 2);
  column.push(Number.NaN);
  t.equal(column.length(), 1_001);
  t.same([...column.values()], [...Array.from({ length: 1_000 }, (_, i) => i / 2), Number.NaN]);
});
