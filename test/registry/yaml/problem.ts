import t from 'tap';
import { describeError } from '../../../services/core/errors.ts';
import { MAX_LISTED, problemError } from '../../../services/registry/yaml/problem.ts';

const problem = { file: 'a.yaml', line: 2, column: 3, path: 'x.y', message: 'expected 1, found 2' };

t.test('one fault stands in the first line', async (t) => {
  t.match(
    describeError(problemError('CATALOG_INVALID', [problem])),
    /^CATALOG_INVALID: a\.yaml:2:3 x\.y: expected 1, found 2\n/,
  );
});

t.test('several are listed, bounded', async (t) => {
  const error = problemError(
    'CATALOG_INVALID',
    Array.from({ length: MAX_LISTED + 2 }, () => problem),
  );
  t.equal(error.message.split('\n').length, MAX_LISTED + 2);
  t.match(error.message, /^102 faults\n {2}a\.yaml:2:3 x\.y: expected 1, found 2\n/);
  t.match(error.message, /\n {2}… and 2 more$/);
});
