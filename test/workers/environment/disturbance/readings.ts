import t from 'tap';
import { readField, readGroups, readGroupTime } from '../../../../workers/environment/disturbance/cgroup.ts';
import { readClocks } from '../../../../workers/environment/disturbance/clocks.ts';
import { readProcessorTimes } from '../../../../workers/environment/disturbance/processors.ts';
import { testFolder } from '../../../support/folder.ts';

t.test('the times of each processor from /proc/stat', async (t) => {
  const stat =
    'cpu  1314280 221 175204 1760981 2979 0 1608 616 0 0\n' +
    'cpu0 642506 96 84192 899588 648 5 371 323 7 0\ncpu11 1 2 3 4 5 6 7\nintr 14898307 0 0\n';
  const times = readProcessorTimes(stat);
  t.same([...times.keys()], [0, 11]);
  t.same(times.get(0), { busy: 642506 + 96 + 84192 + 5 + 371, steal: 323 });
  t.same(times.get(11), { busy: 1 + 2 + 3 + 6 + 7, steal: 0 }, 'an old kernel without steal');
  t.equal(readProcessorTimes('').size, 0);
});

t.test('where a process stands', async (t) => {
  const old = readGroups('9:name=systemd:/\n3:cpuset:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/\n');
  t.equal(old.get('cpuacct'), '/docker/abc');
  t.equal(readGroups('0::/system.slice/docker-abc.scope\n').get(''), '/system.slice/docker-abc.scope');
  t.equal(readField('nr_periods 7\nthrottled_usec 12\n', 'throttled_usec'), 12);
  t.equal(readField('nr_periods 7\n', 'throttled_usec'), null);
});

t.test('the times of a container under version 1', async (t) => {
  const root = testFolder(t, {
    proc: { 7: { cgroup: '2:cpuacct:/docker/abc\n1:cpu:/docker/abc\n0::/\n' }, 8: { cgroup: '2:cpuacct:/other\n' } },
    sys: {
      fs: {
        cgroup: {
          cpuacct: { docker: { abc: { 'cpuacct.usage': '1500000000\n' } } },
          cpu: { docker: { 'cpu.stat': 'throttled_time 3000000000\n', abc: { 'cpu.stat': 'throttled_time 0\n' } } },
        },
      },
    },
  });
  t.same(await readGroupTime(7, 'abc', root), { used: 1.5, throttled: 3 }, 'the limit of a parent counts too');
  t.equal(await readGroupTime(8, 'abc', root), null, 'that number is another process here');
  t.equal(await readGroupTime(9, 'abc', root), null, 'it has ended');
});

t.test('the times of a container under version 2', async (t) => {
  const path = '/system.slice/docker-abc.scope';
  const stat = 'usage_usec 2500000\nuser_usec 1\nnr_throttled 3\nthrottled_usec 40000\n';
  const root = testFolder(t, {
    proc: { 7: { cgroup: `0::${path}\n` } },
    sys: { fs: { cgroup: { 'system.slice': { 'docker-abc.scope': { 'cpu.stat': stat } } } } },
  });
  t.same(await readGroupTime(7, 'abc', root), { used: 2.5, throttled: 0.04 });
  const bare = testFolder(t, { proc: { 7: { cgroup: `0::${path}\n` } } });
  t.equal(await readGroupTime(7, 'abc', bare), null);
});

t.test('the clock of a processor', async (t) => {
  const root = testFolder(t, {
    sys: {
      devices: {
        system: {
          cpu: {
            cpu1: {
              cpufreq: { scaling_cur_freq: '2400000\n' },
              thermal_throttle: { core_throttle_total_time_ms: '200\n', package_throttle_total_time_ms: '1500\n' },
            },
          },
        },
      },
    },
  });
  t.same(await readClocks(1, root), { frequency: 2_400_000, heat: 1.5 });
  t.same(await readClocks(2, root), { frequency: null, heat: null }, 'a virtual machine tells neither');
});
