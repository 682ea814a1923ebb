import t from 'tap';
import { factorChange, factorName, listed } from '../../../services/core/reporting/factor-wording.ts';
import { plainQuote } from '../../../services/core/reporting/piece.ts';

const quote = plainQuote();
const says = (factor: string, from = '1', to = '2') => factorChange({ factor, from, to }, quote);

t.test('each kind of factor is called as people call it', async (t) => {
  t.equal(says('package:numpy', '1.26.4', '2.0.0'), 'numpy 1.26.4 → 2.0.0');
  t.equal(says('config:epochs', '50', '20'), 'config epochs 50 → 20');
  t.equal(says('env:OMP_NUM_THREADS'), 'env OMP_NUM_THREADS 1 → 2');
  t.equal(says('dataset:data/train.csv'), 'data set file data/train.csv');
  t.equal(says('code:train.py'), 'code train.py');
  t.equal(says('command', 'python a.py', 'python b.py'), 'the command');
  t.equal(says('os-package:libc6'), 'OS package libc6 1 → 2');
  t.equal(says('base', 'debian:12', 'debian:13'), 'base image debian:12 → debian:13');
  t.equal(says('kernel', '5.15', '6.8'), 'kernel 5.15 → 6.8');
  t.equal(says('driver:nvidia', '550', '560'), 'driver nvidia 550 → 560');
  t.equal(says('constructor:x'), 'constructor x 1 → 2', 'unknown kinds keep their name');
  t.equal(factorName('package:a:b', quote), 'a:b');
});

t.test('what was added or removed says so', async (t) => {
  t.equal(says('package:numba', '', '0.60.0'), 'numba 0.60.0 (added)');
  t.equal(says('package:numba', '0.60.0', ''), 'numba 0.60.0 (removed)');
  t.equal(says('dataset:b.csv', '', 'ab12'), 'data set file b.csv (added)');
});

t.test('a list names three and counts the rest', async (t) => {
  t.equal(listed([]), '');
  t.equal(listed(['a']), 'a');
  t.equal(listed(['a', 'b']), 'a and b');
  t.equal(listed(['a', 'b', 'c']), 'a, b and c');
  t.equal(listed(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
});
