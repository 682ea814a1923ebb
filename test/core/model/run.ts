import t from 'tap';
import { isInfrastructure } from '../../../services/core/model/run.ts';

t.test('a crash is not infrastructure, a lost host is', async (t) => {
  for (const outcome of [
    'measured',
    'exit-nonzero',
    'missing-metric',
    'out-of-memory',
    'time-out',
    'cancelled',
  ] as const)
    t.notOk(isInfrastructure(outcome), outcome);
  for (const outcome of [
    'docker-unavailable',
    'image-missing',
    'dataset-corrupt',
    'disk-full',
    'host-lost',
    'container-killed',
  ] as const)
    t.ok(isInfrastructure(outcome), outcome);
});
