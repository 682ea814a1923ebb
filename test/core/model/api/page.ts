import t from 'tap';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { PAGE_MAX, pageOf, pageQuery } from '../../../../services/core/model/api/page.ts';

t.test('a page holds its items and the cursor of the next one', async (t) => {
  const page = pageOf(Type.Integer());
  t.ok(Value.Check(page, { items: [1, 2], next: null }));
  t.ok(Value.Check(page, { items: [], next: 'abc' }));
  t.notOk(Value.Check(page, { items: ['1'], next: null }));
  t.notOk(Value.Check(page, { items: [] }));
});

t.test('the query of a list is bounded', async (t) => {
  const query = Type.Object(pageQuery);
  t.ok(Value.Check(query, { limit: PAGE_MAX }));
  t.notOk(Value.Check(query, { limit: PAGE_MAX + 1 }));
  t.notOk(Value.Check(query, { limit: 0 }));
});
