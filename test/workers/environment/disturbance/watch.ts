import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { watchDisturbance } from '../../../../workers/environment/disturbance/watch.ts';
import { testFolder } from '../../../support/folder.ts';

// A made-up machine below a folder, whose clock goes on by what the watch sleeps.

t.test('a watch looks once a second, and says who took the processor', async (t) => {
  const root = testFolder(t);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  let now = 0;
  let sleeps = 0;
  let release = (): void => undefined;
  const seen = new Promise<void>((resolve) => {
    release = resolve;
  });
  const put = () => {
    // Processor 1 is full, and half of it is somebody else's.
    write('proc/stat', `cpu0 0 0 0 0 0 0 0 0\ncpu1 ${Math.round(now / 10)} 0 0 0 0 0 0 0\n`);
    write('proc/7/cgroup', '0::/docker/abc\n');
    write('sys/fs/cgroup/docker/abc/cpu.stat', `usage_usec ${500 * now}\n`);
  };
  put();
  const watch = watchDisturbance({
    pid: async () => 7,
    containerId: 'abc',
    cpus: [1],
    limit: 1,
    root,
    clock: {
      now: () => new Date(now),
      async sleep(ms, signal) {
        sleeps += 1;
        now += ms;
        put();
        if (sleeps < 25) return;
        release();
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      },
    },
  });
  await seen;
  t.same(await watch.end(), ['others took 50 % of its processors (1) while they were full']);
  t.equal(now, 1000 + 21 * 1000, 'four looks in the first second, then one a second');
});

t.test('a machine that tells nothing accuses nobody', async (t) => {
  const watch = watchDisturbance({
    pid: async () => {
      throw new Error('the engine is away');
    },
    containerId: 'abc',
    cpus: [0],
    limit: 1,
    root: testFolder(t),
    clock: {
      now: () => new Date(0),
      sleep: (_ms, signal) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
  });
  t.same(await watch.end(), []);
});
