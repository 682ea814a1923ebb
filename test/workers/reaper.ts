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

t.test('a container that cannot be removed does not keep the others', async (t) => {
  const removed: string[] = [];
  const labels = { 'dev.plumbline.run': 'run_1', 'dev.plumbline.attempt': '1' };
  const containers = {
    list: async () => ['stuck', 'other'].map((id) => ({ id, labels })),
    remove: async (id: string) => {
      if (id === 'stuck') throw new Error('device or resource busy');
      removed.push(id);
    },
  } as unknown as ContainerClient;
  const log = testLog(t);
  const deps = { containers, active: createActiveRuns(), host: 'h', home: 'x', clock: systemClock, log };
  t.equal(await reap(deps), 1);
  t.same(removed, ['other']);
  t.match(log.lines.join('\n'), /warn .*run_1.*device or resource busy/);
});
