import t from 'tap';
import { CANARY_LOOK_BACK, quarantineStep } from '../../../services/core/judge/quarantine.ts';

t.test('two in a row out of their band put a host in quarantine', async (t) => {
  t.equal(quarantineStep(false, []), 'stay');
  t.equal(quarantineStep(false, ['out']), 'stay');
  t.equal(quarantineStep(false, ['out', 'clean', 'out']), 'stay');
  t.equal(quarantineStep(false, ['out', 'out']), 'quarantine');
  t.equal(quarantineStep(false, ['clean', 'out', 'out']), 'stay');
});

t.test('three clean ones in a row let it out; learning is not clean', async (t) => {
  t.equal(quarantineStep(true, ['clean', 'clean', 'out']), 'stay');
  t.equal(quarantineStep(true, ['clean', 'clean']), 'stay');
  t.equal(quarantineStep(true, ['clean', 'learning', 'clean']), 'stay');
  t.equal(quarantineStep(true, ['clean', 'clean', 'clean']), 'release');
  t.equal(quarantineStep(true, ['out', 'out', 'out']), 'stay');
  t.equal(CANARY_LOOK_BACK, 3);
});
