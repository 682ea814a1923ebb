import t from 'tap';
import { quoteProblems } from '../../../services/core/formats/quote.ts';

t.test('the first problems are quoted, the others counted', async (t) => {
  const problems = [1, 2, 3, 4, 5].map((line) => ({ line, message: `bad ${line}` }));
  t.same(quoteProblems(problems.slice(0, 2)), ['line 1: bad 1', 'line 2: bad 2']);
  t.same(quoteProblems(problems), ['line 1: bad 1', 'line 2: bad 2', 'line 3: bad 3', '2 more problems in the log']);
  t.same(quoteProblems([]), []);
});
