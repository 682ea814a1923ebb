import t from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import type { ContainerClient } from '../../workers/docker/container-client.ts';
import { createActiveRuns, reap } from '../../workers/reaper.ts';
import { testLog } from '../support/worker.ts';

t.test('only what nobody works on is removed', async (t) => {
  const active = createActiveRuns();
  const removed: string[] = [];
  const asked: object[] = [];
  const labels = (run: string, attempt: string) => ({ 'dev.plumbline.run': run, 'dev.plumbline.attempt': attempt });
  const containers = {
    list: async (filter: object) => {
      asked.push(filter);
      return [
        { id: 'working', labels: labels('run_1', '2') },
        { id: 'earlier', labels: labels('run_1', '1') },
        { id: 'other', labels: labels('run_2', '1') },
        { id: 'unlabelled', labels: {} },
      ];
    },
    remove: async (id: string) => void removed.push(id),
  } as unknown as ContainerClient;
  const deps = { containers, active, host: 'h', home: 'x', clock: systemClock, log: testLog(t) };
  const done = active.add('run_1', 2);
  t.equal(await reap(deps), 2);
  t.same(removed, ['earlier', 'other']);
  t.same(asked, [{ 'dev.plumbline.host': 'h', 'dev.plumbline.home': 'x' }]);
  done();
  t.equal(await reap(deps), 3, 'a run that ended is no longer protected');
});
