import t from 'tap';
import { factorsText, mixtureText } from '../../../../services/core/attribution/search/wording.ts';
import { changes } from '../../../support/played-search.ts';

const packages = (count: number) => changes(...Array.from({ length: count }, (_, i) => `package:p${i}`));

t.test('a mixture in words, from its smaller part', async (t) => {
  t.equal(mixtureText([], packages(1)), 'all old');
  t.equal(mixtureText(packages(1), []), 'all new');
  t.equal(mixtureText(packages(5), changes('package:numpy')), 'all new, package:numpy old');
  t.equal(mixtureText(changes('config:a', 'env:b'), packages(5)), 'all old, config:a and env:b new');
  t.equal(mixtureText(packages(4), packages(8)), 'all old, 4 of 12 package changes new');
  t.equal(
    mixtureText([...changes('config:a'), ...packages(9)], [...changes('config:b', 'env:x'), ...packages(3)]),
    'all new, 1 of 2 config changes and 1 of 1 env changes and 3 of 12 package changes old',
  );
});

t.test('names of a few, the number of many', async (t) => {
  t.equal(factorsText(packages(2)), 'package:p0 and package:p1');
  t.equal(factorsText(packages(5)), '5 changes (package:p0, package:p1, package:p2, …)');
});
