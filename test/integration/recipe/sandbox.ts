import { execFileSync } from 'node:child_process';
import Docker from 'dockerode';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { canonicalJson } from '../../../services/core/model/identity.ts';
import { DATA_FOLDER } from '../../../services/core/model/sandbox.ts';
import { containerCommand, containerOptions } from '../../../services/core/reporting/recipe/container.ts';
import { createDockerClient } from '../../../workers/docker/docker-container-client.ts';
import { somePins } from '../../support/builders.ts';
import { testFolder } from '../../support/folder.ts';
import { tinyImage } from '../../support/image.ts';

// A recipe is believed only if its container is the worker's: both are made on the real engine and compared.
t.test('a recipe makes the container that the worker makes', async (t) => {
  const image = await tinyImage();
  const docker = new Docker();
  const folder = testFolder(t, { data: { 'digits.csv': '1\n' } });
  for (const cpus of [1, 0.5]) {
    const limits = { timeoutSeconds: 60, memoryMiB: 64, cpus, pids: 16, shmMiB: 8, tmpMiB: 8 };
    const env = { OMP_NUM_THREADS: '1', ODD: "it's $HOME" };
    const pins = somePins({ command: ['cat', '/data/digits.csv', "a b'c"], env });
    const recipe = { pins, seed: 5, limits, host: null };
    const worker = await createDockerClient(systemClock).create({
      image: image.id,
      user: '65534:65534',
      command: pins.command,
      env: {
        ...env,
        PLUMBLINE_CONFIG: canonicalJson(pins.config),
        PLUMBLINE_SEED: '5',
        PLUMBLINE_DATA: DATA_FOLDER,
      },
      limits,
      cpus: [0],
      dataFolder: `${folder}/data`,
      labels: {},
    });
    t.teardown(() => docker.getContainer(worker).remove({ force: true }));
    const { entrypoint, rest } = containerCommand(recipe);
    const command = `docker create ${containerOptions(recipe).join(' ')} --entrypoint ${entrypoint} ${image.id} ${rest}`;
    const stranger = execFileSync('sh', ['-c', command], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CPUS: '0', DATA: `${folder}/data`, TRAIN_USER: '65534:65534' },
    }).trim();
    t.teardown(() => docker.getContainer(stranger).remove({ force: true }));
    t.same(await described(docker, stranger), await described(docker, worker), `${cpus} processors`);
  }
});

/**
 * What the engine will do with a container. `NetworkDisabled` is left out: the client cannot ask for it, and beside
 * `NetworkMode: none` it takes nothing more away.
 */
async function described(docker: Docker, id: string) {
  const { Config, HostConfig } = await docker.getContainer(id).inspect();
  const { Env, Cmd, NetworkDisabled: _, ...config } = Config as typeof Config & { NetworkDisabled?: boolean };
  const limits = [...(HostConfig.Ulimits ?? [])].sort((one, other) => (`${one.Name}` < `${other.Name}` ? -1 : 1));
  const there = (record: object) => Object.fromEntries(Object.entries(record).filter(([, value]) => !empty(value)));
  return {
    // An entry point with arguments is one list, wherever its border lies.
    command: [...[Config.Entrypoint ?? []].flat(), ...(Cmd ?? [])],
    env: [...Env].sort(),
    config: there({ ...config, Entrypoint: null }),
    host: there({ ...HostConfig, Ulimits: limits }),
  };
}

function empty(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value as object).length === 0;
}
