import t from 'tap';
import { restorable } from '../../../services/core/attribution/atoms.ts';

const change = (factor: string) => ({ factor, from: 'a', to: 'b' });
const names = (factors: readonly string[]) => restorable(factors.map(change)).map(({ factor }) => factor);

t.test('what a mixture can take from either side, in its order', async (t) => {
  const factors = [
    'code:train.py',
    'config:epochs',
    'env:OMP_NUM_THREADS',
    'command',
    'dataset:train.csv',
    'package:numpy',
    'lock',
    'dockerfile',
    'base',
  ];
  t.same(names(factors), factors);
  t.same(restorable([change('lock')]), [change('lock')]);
});

t.test('what is only observed is not among them', async (t) => {
  t.same(names(['python', 'os-package:libc6', 'harness', 'library:libm.so.6', 'driver:nvidia', 'kernel', 'host']), []);
});

t.test('an opaque image is one atom with everything inside it', async (t) => {
  t.same(names(['code:train.py', 'config:epochs', 'command', 'package:numpy', 'lock', 'dockerfile', 'base', 'image']), [
    'config:epochs',
    'command',
    'image',
  ]);
});
