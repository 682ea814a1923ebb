import t from 'tap';
import { MIGRATIONS } from '../../services/store/migrations/index.ts';
import { splitStatements } from '../../services/store/statements.ts';

t.test('a migration falls into its statements', async (t) => {
  t.same(splitStatements("a; b 'x;y';\n-- no; end\nc;"), ['a', "b 'x;y'", '-- no; end\nc']);
  t.same(splitStatements('f $$ begin; end $$; g $x$ ; $$ ; $x$; h'), ['f $$ begin; end $$', 'g $x$ ; $$ ; $x$', 'h']);
  t.same(splitStatements(" ; ;'open ; "), ["'open ;"], 'an open quote runs to the end');
  t.same(splitStatements('-- only a remark'), ['-- only a remark']);
});

t.test('every migration is numbered once, in order, and holds statements', async (t) => {
  t.same(
    MIGRATIONS.map(({ number }) => number),
    MIGRATIONS.map((_, at) => at + 1),
  );
  for (const { sql } of MIGRATIONS) t.ok(splitStatements(sql).length > 0);
});
