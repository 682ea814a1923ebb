import type { ContainerCreateOptions, MountSettings } from 'dockerode';
import type { Limits } from '../../services/core/model/benchmark.ts';
import {
  CHECKPOINT_FOLDER,
  DATA_FOLDER,
  OPEN_FILES_MAX,
  SANDBOX_HOSTNAME,
  SANDBOX_USER,
} from '../../services/core/model/sandbox.ts';
import { type DeviceGrant, deviceOptions } from './device-options.ts';

const MIB = 1_048_576;

/** Everything that makes a container, as data. */
export interface SandboxOptions {
  /** Image id, `sha256:…`. */
  readonly image: string;
  readonly user: string;
  /** Executed as it is; no shell is put in front of it. */
  readonly command: readonly string[];
  /** Added to the image's own variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** CPUs of the host that the container may use, by number. */
  readonly cpus: readonly number[];
  /** Memory nodes of the host that its memory comes from; absent or empty: any. */
  readonly memoryNodes?: readonly number[];
  /** Accelerators of the host; absent: none. */
  readonly devices?: DeviceGrant;
  /** Folder of the host mounted read-only at /data; null for none. */
  readonly dataFolder: string | null;
  /** Folder of the host mounted at /checkpoint, to be written; without it there is none. */
  readonly checkpointFolder?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The sandbox in the engine's words: no network, read-only root, no capabilities, no new privileges, never root, and
 * every limit of the manifest.
 *
 * /tmp may be executed from: torch.compile, Triton and Numba write shared objects there and load them, and a process
 * that may map anonymous memory executable gains nothing by it. The output goes to whoever is attached and is not kept
 * by the engine (log driver `none`): a log without end cannot fill the host's disk.
 */
export function createOptions(options: SandboxOptions): ContainerCreateOptions {
  const { limits } = options;
  const memory = limits.memoryMiB * MIB;
  const { Ulimits: deviceUlimits = [], ...devices } =
    options.devices === undefined ? {} : deviceOptions(options.devices);
  return {
    Image: options.image,
    User: options.user,
    Entrypoint: [...options.command],
    Cmd: [],
    Env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
    Hostname: SANDBOX_HOSTNAME,
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: false,
    Tty: false,
    NetworkDisabled: true,
    Healthcheck: { Test: ['NONE'] },
    Labels: { ...options.labels },
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      PidsLimit: limits.pids,
      Memory: memory,
      MemorySwap: memory,
      // Processors by number and not by quota alone: libraries size their thread pools by what they may run on.
      CpusetCpus: options.cpus.join(','),
      ...(options.memoryNodes?.length ? { CpusetMems: options.memoryNodes.join(',') } : {}),
      ...(Number.isInteger(limits.cpus) ? {} : { NanoCpus: Math.round(limits.cpus * 1e9) }),
      ShmSize: limits.shmMiB * MIB,
      Tmpfs: { '/tmp': `rw,exec,nosuid,nodev,size=${limits.tmpMiB}m,mode=1777` },
      Mounts: [
        ...bind(options.dataFolder, DATA_FOLDER, true),
        ...bind(options.checkpointFolder ?? null, CHECKPOINT_FOLDER, false),
      ],
      Ulimits: [
        { Name: 'nofile', Soft: OPEN_FILES_MAX, Hard: OPEN_FILES_MAX },
        { Name: 'core', Soft: 0, Hard: 0 },
        ...deviceUlimits,
      ],
      ...devices,
      IpcMode: 'private',
      // A first process that reaps orphans and passes signals on: training scripts rarely do.
      Init: true,
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
    },
  };
}

function bind(source: string | null, target: string, readOnly: boolean): MountSettings[] {
  return source === null ? [] : [{ Type: 'bind', Source: source, Target: target, ReadOnly: readOnly }];
}

/** Who may train: the image's own user unless it is none, or root. `uid` is what that user turned out to be, when known. */
export function sandboxUser(imageUser: string, uid: number | null): string {
  const name = imageUser.split(':')[0] ?? '';
  return name === '' || name === 'root' || /^0+$/.test(name) || uid === 0 ? SANDBOX_USER : imageUser;
}
