import t from 'tap';
import { readContainerUse } from '../../../workers/telemetry/container.ts';
import { testFolder } from '../../support/folder.ts';

t.test('under version 2', async (t) => {
  const path = 'docker-abc.scope';
  const root = testFolder(t, {
    proc: { 7: { cgroup: `0::/system.slice/${path}\n` }, 8: { cgroup: '0::/other\n' } },
    sys: {
      fs: {
        cgroup: {
          'system.slice': {
            [path]: {
              'cpu.stat': 'usage_usec 2500000\nuser_usec 1\n',
              'memory.current': '104857600\n',
              'memory.stat': 'anon 1\ninactive_file 52428800\n',
              'io.stat': '8:0 rbytes=100 wbytes=7 rios=1\n8:16 rbytes=20 wbytes=0 rios=2\n',
            },
          },
        },
      },
    },
  });
  const use = { cpuSeconds: 2.5, memoryMiB: 50, readBytes: 120, writtenBytes: 7 };
  t.same(await readContainerUse(7, 'abc', root), use);
  t.equal(await readContainerUse(8, 'abc', root), null, 'that number is another process here');
  t.equal(await readContainerUse(9, 'abc', root), null, 'it has ended');
  const bare = testFolder(t, {
    proc: { 7: { cgroup: '0::/docker-abc\n' } },
    sys: { fs: { cgroup: { 'docker-abc': { 'cpu.stat': 'usage_usec 1000000\n' } } } },
  });
  t.same(await readContainerUse(7, 'abc', bare), {
    ...{ cpuSeconds: 1, memoryMiB: null, readBytes: null, writtenBytes: null },
  });
});

t.test('under version 1', async (t) => {
  const group = (files: Record<string, string>) => ({ docker: { abc: files } });
  const root = testFolder(t, {
    proc: { 7: { cgroup: '4:blkio:/docker/abc\n3:memory:/docker/abc\n2:cpuacct:/docker/abc\n0::/\n' } },
    sys: {
      fs: {
        cgroup: {
          cpuacct: group({ 'cpuacct.usage': '1500000000\n' }),
          memory: group({
            'memory.usage_in_bytes': '20971520\n',
            'memory.stat': 'inactive_file 1\ntotal_inactive_file 10485760\n',
          }),
          blkio: group({
            'blkio.throttle.io_service_bytes': '8:0 Read 10\n8:0 Write 4\n8:0 Total 14\n8:16 Read 5\nTotal 19\n',
          }),
        },
      },
    },
  });
  t.same(await readContainerUse(7, 'abc', root), {
    ...{ cpuSeconds: 1.5, memoryMiB: 10, readBytes: 15, writtenBytes: 4 },
  });
});
