import t from 'tap';
import { SANDBOX_USER } from '../../../services/core/model/sandbox.ts';
import { createOptions, sandboxUser } from '../../../workers/docker/sandbox.ts';

t.test('never root', async (t) => {
  for (const user of ['', 'root', 'root:root', '0', '0:0', '00', ':0'])
    t.equal(sandboxUser(user, null), SANDBOX_USER, user);
  t.equal(sandboxUser('toor', 0), SANDBOX_USER, 'another name for root');
  t.equal(sandboxUser('1000:1000', 1000), '1000:1000');
  t.equal(sandboxUser('trainer', null), 'trainer');
});

t.test('the engine’s words', async (t) => {
  const options = createOptions({
    image: 'sha256:1',
    user: '1:1',
    command: ['python', 'train.py'],
    env: { A: 'b=c' },
    limits: { timeoutSeconds: 1, memoryMiB: 512, cpus: 1.5, pids: 9, shmMiB: 2, tmpMiB: 3 },
    cpus: [2, 3],
    dataFolder: '/host/data',
    labels: { one: 'two' },
  });
  t.matchSnapshot(options);
  const whole = createOptions({
    image: 'sha256:1',
    user: '1:1',
    command: ['true'],
    env: {},
    limits: { timeoutSeconds: 1, memoryMiB: 512, cpus: 2, pids: 9, shmMiB: 2, tmpMiB: 3 },
    cpus: [0, 1],
    dataFolder: null,
    labels: {},
  });
  t.notOk('NanoCpus' in (whole.HostConfig ?? {}), 'whole processors need no quota');
  t.same(whole.HostConfig?.Mounts, []);
});
