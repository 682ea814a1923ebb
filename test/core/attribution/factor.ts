import t from 'tap';
import { byControl, factorKind, isHostFactor } from '../../../services/core/attribution/factor.ts';

t.test('what the author controls stands before what only the machine decides', async (t) => {
  const change = (factor: string) => ({ factor, from: 'a', to: 'b' });
  const sorted = [
    'host',
    'kernel',
    'package:b',
    'package:B',
    'package:a',
    'code:x',
    'os-package:z',
    'dataset:f',
    'package:a',
  ]
    .map(change)
    .sort(byControl)
    .map(({ factor }) => factor);
  t.same(sorted, [
    'code:x',
    'dataset:f',
    'package:B',
    'package:a',
    'package:a',
    'package:b',
    'os-package:z',
    'kernel',
    'host',
  ]);
});

t.test('the kind of a factor stands before its colon', async (t) => {
  t.equal(factorKind('package:numpy'), 'package');
  t.equal(factorKind('kernel'), 'kernel');
});

t.test('the machine’s own factors are those that no container brings along', async (t) => {
  for (const factor of ['driver:nvidia', 'kernel', 'microcode', 'engine:runc', 'host'])
    t.ok(isHostFactor(factor), factor);
  for (const factor of ['package:numpy', 'library:libm.so.6', 'code:train.py', 'dataset:a.csv', 'nonsense'])
    t.notOk(isHostFactor(factor), factor);
});
