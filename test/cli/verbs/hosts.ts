import t from 'tap';
import type { HostView } from '../../../services/core/model/api/status.ts';
import { command } from '../../support/cli.ts';

const HOST: HostView = {
  host: 'box-1',
  platform: 'cpu-x86_64',
  workerId: 'wrk_1',
  seenAt: '2026-03-01T02:00:00.000Z',
  canary: {
    runId: 'run_00000001',
    at: '2026-03-01T01:59:00.000Z',
    kind: 'clean',
    metric: null,
    change: null,
    reason: 'clean',
    measured: [{ metric: 'compute', value: 34.15057, unit: 'million steps/s' }],
  },
  quarantine: null,
};
const SLOW: HostView = { ...HOST, host: 'box-2', quarantine: { since: HOST.seenAt, reason: 'compute is 30 % below' } };
const hosts = (...items: HostView[]) => ({ hosts: async () => items });

t.test('each machine with its canary; one in quarantine is a finding', async (t) => {
  const fine = await command(['hosts'], { client: hosts(HOST, { ...HOST, host: 'new', canary: null }) });
  t.equal(fine.exit, 0);
  t.match(fine.out, /box-1 +cpu-x86_64 +2026-03-01T02:00:00.000Z +clean +compute 34.15 +clean/);
  t.match(fine.out, /new .* no canary yet/);
  const slow = await command(['hosts'], { client: hosts(HOST, SLOW) });
  t.equal(slow.exit, 1);
  t.match(slow.out, /box-2 .*quarantine since 2026-03-01T02:00:00.000Z .*compute is 30 % below/);
  const json = await command(['hosts', '--json'], { client: hosts(SLOW) });
  t.equal(json.exit, 1);
  t.same(JSON.parse(json.out), { items: [SLOW] });
});

t.test('a person lets a machine out, by its platform where it has several', async (t) => {
  const asked: unknown[] = [];
  const releaseHost = async (...args: unknown[]) => {
    asked.push(args);
    return HOST;
  };
  const other = { ...SLOW, platform: 'nvidia-h100' };
  const one = await command(['hosts', 'release', 'box-2'], { client: { ...hosts(HOST, SLOW), releaseHost } });
  t.equal(one.exit, 0);
  t.match(one.out, 'box-2 (cpu-x86_64) is out of quarantine');
  const both = { ...hosts(SLOW, other), releaseHost };
  t.match(await command(['hosts', 'release', 'box-2'], { client: both }), { exit: 2, err: /--platform/ });
  await command(['hosts', 'release', 'box-2', '--platform', 'nvidia-h100'], { client: both });
  t.match(await command(['hosts', 'release', 'box-9'], { client: both }), { exit: 2, err: /box-9/ });
  t.same(asked, [
    ['box-2', 'cpu-x86_64'],
    ['box-2', 'nvidia-h100'],
  ]);
});
