import t from 'tap';
import { summarize } from '../../../services/core/planning/problem.ts';

t.test('problems are named up to the limit and counted beyond it', async (t) => {
  const problem = { code: 'not-pinned', benchmark: 'a', platform: 'cpu', message: 'no entry' } as const;
  t.equal(summarize([]), '');
  t.equal(summarize([problem]), 'a on cpu is left out (not-pinned): no entry');
  t.match(summarize([problem, problem, problem], 1), /^a on cpu[^;]+; 2 more are left out$/);
});
