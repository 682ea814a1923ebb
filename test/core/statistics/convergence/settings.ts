import t from 'tap';
import { RUN_RULES } from '../../../../services/core/statistics/convergence/settings.ts';

t.test('every benchmark keeps a run after its olympic drop and its failures', async (t) => {
  for (const [name, { runs, dropped, notConverging }] of RUN_RULES) {
    t.ok(runs - 2 * dropped >= 1, name);
    t.equal(notConverging, dropped, `${name}: what may fail is what is dropped on the slow side`);
  }
  t.match(RUN_RULES.get('unet3d'), { runs: 40, dropped: 4 });
});
