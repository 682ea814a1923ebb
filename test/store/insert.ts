import t from 'tap';
import { PAGE_BYTES } from '../../services/store/database.ts';
import { insertRows, pages } from '../../services/store/insert.ts';

t.test('pages stay under their bounds and lose nothing', async (t) => {
  t.same(pages([]), []);
  t.same(pages(['a', 'b']), [['a', 'b']]);
  const long = 'x'.repeat(PAGE_BYTES / 2 + 1);
  t.same(
    pages([long, long, 'c']).map((page) => page.length),
    [1, 2],
  );
  t.same(
    pages(['x'.repeat(PAGE_BYTES + 1), 'b']).map((page) => page.length),
    [1, 1],
  );
  t.same(
    pages(Array.from({ length: 2500 }, () => 'r')).map((page) => page.length),
    [1000, 1000, 500],
  );
});

t.test('the sum of all pages is the answer', async (t) => {
  const asked: string[] = [];
  const sql = {
    query: async <R>(text: string, values: readonly unknown[] = []) => {
      asked.push(text);
      return [{ count: (JSON.parse(String(values[0])) as unknown[]).length }] as R[];
    },
  };
  t.equal(await insertRows(sql, 'runs', []), 0);
  t.equal(asked.length, 0, 'nothing to write asks nothing');
  t.equal(
    await insertRows(
      sql,
      'runs',
      Array.from({ length: 1500 }, (_, id) => ({ id, a: 'x' })),
      'on conflict',
    ),
    1500,
  );
  t.equal(asked.length, 2);
  t.match(asked[0], /insert into runs \(id, a\)[\s\S]*on conflict returning/);
});
