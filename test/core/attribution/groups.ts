import t from 'tap';
import { factorGroups } from '../../../services/core/attribution/groups.ts';

const change = (factor: string) => ({ factor, from: 'a', to: 'b' });

t.test('differences stand by kind, in the order of who controls them', async (t) => {
  const groups = factorGroups(['kernel', 'package:scipy', 'config:epochs', 'package:numpy', 'odd:x'].map(change));
  t.strictSame(
    groups.map(({ kind, title, changes }) => [kind, title, changes.map(({ factor }) => factor)]),
    [
      ['odd', 'odd', ['odd:x']],
      ['config', 'Configuration', ['config:epochs']],
      ['package', 'Python packages', ['package:numpy', 'package:scipy']],
      ['kernel', 'Kernel', ['kernel']],
    ],
  );
  t.strictSame(factorGroups([]), []);
});
