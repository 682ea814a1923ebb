import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { type DeviceGrant, grantOf } from '../../../workers/docker/device-options.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';
import { aDevice } from '../../support/devices.ts';
import { testFolder } from '../../support/folder.ts';
import { recordingEngine } from '../../support/recording-engine.ts';

// What our client asks an engine for is what the docker CLI asks for with the documented flags: both are pointed at one
// socket that keeps their requests. No GPU is needed for it, and none was used.

const run = promisify(execFile);
const IMAGE = `sha256:${'a'.repeat(64)}`;
/** The newest API whose flags the CLI of Debian 12 (20.10) and those after it all know. */
const API = '1.41';
/** The API from which on an engine takes CDI devices. */
const API_WITH_CDI = '1.44';

const LIMITS = { timeoutSeconds: 60, memoryMiB: 1024, cpus: 4, pids: 512, shmMiB: 8192, tmpMiB: 64 };
/** Flags for what every sandbox of these limits has, beside devices. */
const COMMON = [
  '--shm-size',
  `${LIMITS.shmMiB}m`,
  '--ipc',
  'private',
  '--cpuset-cpus',
  '8,9,10,11',
  '--cpuset-mems',
  '1',
];
const ACCELERATOR = ['--ulimit', 'memlock=-1:-1', '--ulimit', 'stack=67108864:67108864'];

async function both(t: Test, api: string, flags: readonly string[], grant: DeviceGrant) {
  const { socketPath, created } = await recordingEngine(t, api);
  const cli = ['-H', `unix://${socketPath}`, 'create', ...COMMON, ...ACCELERATOR, ...flags, IMAGE];
  await run('docker', cli, { timeout: 30_000, env: { PATH: process.env.PATH, HOME: testFolder(t) } });
  const id = await createDockerClient(systemClock, socketPath).create({
    image: IMAGE,
    user: '65534:65534',
    command: ['true'],
    env: {},
    limits: LIMITS,
    cpus: [8, 9, 10, 11],
    memoryNodes: [1],
    devices: grant,
    dataFolder: null,
    labels: {},
  });
  t.equal(id, 'c'.repeat(64));
  t.equal(created.length, 2);
  const [theirs, ours] = created.map(({ HostConfig }) => HostConfig);
  return { theirs: theirs ?? {}, ours: ours ?? {} };
}

/** Every part of a request that hands devices over, or that multi-device training needs. */
function compare(t: Test, theirs: Readonly<Record<string, unknown>>, ours: Readonly<Record<string, unknown>>): void {
  for (const part of ['DeviceRequests', 'Devices', 'GroupAdd']) {
    t.strictSame(ours[part] ?? [], theirs[part] ?? [], part);
  }
  for (const part of ['ShmSize', 'IpcMode', 'CpusetCpus', 'CpusetMems']) t.strictSame(ours[part], theirs[part], part);
  const named = (limits: unknown) =>
    (limits as { Name: string; Soft: number; Hard: number }[])
      .filter(({ Name }) => Name === 'memlock' || Name === 'stack')
      .map(({ Name, Soft, Hard }) => `${Name} ${Soft} ${Hard}`);
  t.strictSame(named(ours.Ulimits), named(theirs.Ulimits), 'Ulimits');
}

const GPUS = ['GPU-513536b6-7d19-9063-b049-1e69664bb298', 'GPU-d37e67a5-91dd-3774-a5cb-99096249601a'];
const groups: Readonly<Record<string, number>> = {
  '/dev/kfd': 109,
  '/dev/dri/renderD128': 109,
  '/dev/dri/renderD129': 44,
};
const groupOf = async (path: string): Promise<number> => groups[path] ?? 0;

t.test('NVIDIA: --gpus "device=UUID,UUID"', async (t) => {
  const grant = await grantOf(
    GPUS.map((uuid) => aDevice({ uuid })),
    [],
  );
  const { theirs, ours } = await both(t, API, ['--gpus', `"device=${GPUS.join(',')}"`], grant);
  compare(t, theirs, ours);
  t.match(ours.DeviceRequests, [{ DeviceIDs: GPUS, Capabilities: [['gpu']] }], 'and there is something to compare');
});

t.test('NVIDIA: a MIG device by its UUID', async (t) => {
  const uuid = 'MIG-00000000-0000-0000-0000-0000000000a2';
  const { theirs, ours } = await both(t, API, ['--gpus', `"device=${uuid}"`], await grantOf([aDevice({ uuid })], []));
  compare(t, theirs, ours);
});

t.test('AMD: --device /dev/kfd --device RENDER_NODE --group-add GID', async (t) => {
  const devices = ['/dev/dri/renderD128', '/dev/dri/renderD129'].map((renderNode) =>
    aDevice({ vendor: 'amd', renderNode }),
  );
  const grant = await grantOf(devices, [], groupOf);
  const files = ['/dev/kfd', '/dev/dri/renderD128', '/dev/dri/renderD129'].flatMap((file) => ['--device', file]);
  const { theirs, ours } = await both(t, API, [...files, '--group-add', '44', '--group-add', '109'], grant);
  compare(t, theirs, ours);
  t.strictSame(ours.GroupAdd, ['44', '109']);
});

t.test('Intel: --device RENDER_NODE --group-add GID', async (t) => {
  const grant = await grantOf([aDevice({ vendor: 'intel', renderNode: '/dev/dri/renderD129' })], [], groupOf);
  const flags = ['--device', '/dev/dri/renderD129', '--group-add', '44'];
  const { theirs, ours } = await both(t, API, flags, grant);
  compare(t, theirs, ours);
  t.equal((ours.Devices as unknown[]).length, 1, 'no /dev/kfd');
});

t.test('NVIDIA by CDI names, where the engine has found them', async (t) => {
  const known = [...GPUS.map((uuid) => `nvidia.com/gpu=${uuid}`), 'nvidia.com/gpu=all'];
  const grant = await grantOf(
    GPUS.map((uuid) => aDevice({ uuid })),
    known,
  );
  t.ok(grant.cdi);
  t.notOk(
    (
      await grantOf(
        [...GPUS, 'GPU-other'].map((uuid) => aDevice({ uuid })),
        known,
      )
    ).cdi,
    'every one, or none',
  );
  const { stdout } = await run('docker', ['--version'], { timeout: 30_000 });
  const major = Number(/version (\d+)/.exec(stdout)?.[1]);
  const flags = GPUS.flatMap((uuid) => ['--device', `nvidia.com/gpu=${uuid}`]);
  if (major < 25) {
    // Such a CLI takes the name for a file. What the documented one sends (docker/cli, opts and container/opts.go) stands here.
    const { ours } = await both(t, API, [], grant);
    const ids = GPUS.map((uuid) => `nvidia.com/gpu=${uuid}`);
    t.match(ours.DeviceRequests, [{ Driver: 'cdi', DeviceIDs: ids }]);
    return;
  }
  const { theirs, ours } = await both(t, API_WITH_CDI, flags, grant);
  const said = (requests: unknown) =>
    (
      requests as { Driver: string; Count: number; DeviceIDs: string[]; Capabilities?: unknown; Options?: unknown }[]
    ).map(
      // The CLI writes `null` for what it does not set, and leaving it out means the same to the engine.
      ({ Driver, Count, DeviceIDs, Capabilities, Options }) => ({
        Driver,
        Count,
        DeviceIDs,
        Capabilities: Capabilities ?? null,
        Options: Options ?? null,
      }),
    );
  t.strictSame(said(ours.DeviceRequests), said(theirs.DeviceRequests));
  t.strictSame(ours.Devices ?? [], theirs.Devices ?? []);
});

t.test('a run without devices asks for none', async (t) => {
  const { socketPath, created } = await recordingEngine(t, API);
  await createDockerClient(systemClock, socketPath).create({
    image: IMAGE,
    user: '65534:65534',
    command: ['true'],
    env: {},
    limits: LIMITS,
    cpus: [0],
    dataFolder: null,
    labels: {},
  });
  const host = created[0]?.HostConfig ?? {};
  for (const part of ['DeviceRequests', 'Devices', 'GroupAdd', 'CpusetMems']) t.notOk(part in host, part);
  t.strictSame(
    (host.Ulimits as { Name: string }[]).map(({ Name }) => Name),
    ['nofile', 'core'],
  );
});

t.test('groups and files of a grant', async (t) => {
  const amd = aDevice({ vendor: 'amd', renderNode: '/dev/dri/renderD128' });
  const grant = await grantOf([amd, aDevice()], [], async (path) => (path === '/dev/kfd' ? 0 : 109));
  t.strictSame(grant.groups, [109], 'root’s group is nobody’s');
  t.strictSame(grant.nvidia, ['GPU-0']);
  const gone = aDevice({ vendor: 'intel', renderNode: '/dev/dri/renderD999' });
  await t.rejects(grantOf([gone], []), {
    code: 'DEVICE_MISSING',
    message: '/dev/dri/renderD999 cannot be handed to a container: ENOENT',
  });
});
