import t from 'tap';
import { createOwnership, sortOut } from '../../../workers/devices/occupants.ts';
import { aDevice } from '../../support/devices.ts';
import { testFolder } from '../../support/folder.ts';

t.test('a process is ours by the container that its control group names', async (t) => {
  const id = 'c'.repeat(64);
  const proc = testFolder(t, {
    10: { cgroup: `0::/system.slice/docker-${id}.scope\n` },
    11: { cgroup: `12:memory:/docker/${'d'.repeat(64)}\n0::/user.slice\n` },
  });
  const asked: object[] = [];
  const ours = createOwnership(
    {
      list: async (labels) => {
        asked.push(labels);
        return [{ id, labels: {} }];
      },
    },
    { home: 'h' },
    proc,
  );
  t.ok(await ours(10));
  t.notOk(await ours(11));
  t.ok(await ours(12), 'one that is gone is nobody’s, and is looked at again');
  t.same(asked, [{ home: 'h' }, { home: 'h' }]);
});

t.test('who is on the devices', async (t) => {
  const process = (pid: number) => ({ pid, name: 'a', memoryMiB: null });
  const idle = aDevice({ uuid: 'GPU-0' });
  const leaving = aDevice({ uuid: 'GPU-1', processes: [process(2), process(4)] });
  const mixed = aDevice({ uuid: 'GPU-2', processes: [process(2), process(3)] });
  const found = await sortOut([idle, leaving, mixed], async (pid) => pid % 2 === 0);
  t.same(found.idle, [idle]);
  t.same(found.leaving, [{ device: leaving, process: process(2) }]);
  t.same(
    found.foreign,
    [{ device: mixed, process: process(3) }],
    'one stranger is enough, and is the one that is named',
  );
});
