import { stat } from 'node:fs/promises';
import type { HostConfig } from 'dockerode';
import { PlumblineError } from '../../services/core/errors.ts';
import type { Device } from '../../services/core/model/device.ts';
import { DEVICE_STACK_BYTES } from '../../services/core/model/sandbox.ts';

/** What a container is given of its host's devices. */
export interface DeviceGrant {
  /** NVIDIA devices by UUID, GPUs or MIG devices. */
  readonly nvidia: readonly string[];
  /** Hands NVIDIA devices over by their CDI names, instead of the engine's own driver for them. */
  readonly cdi: boolean;
  /** Device files, and the groups that may open them. */
  readonly files: readonly string[];
  readonly groups: readonly number[];
}

/** The kernel's compute interface of AMD: one for all GPUs, which shows those alone whose render node can be opened. */
const KFD = '/dev/kfd';

/**
 * What hands exactly these devices over. DEVICE_MISSING when a device file is not there.
 *
 * @param known CDI names that the engine has found; NVIDIA devices go by them when it knows every one.
 */
export async function grantOf(
  devices: readonly Device[],
  known: readonly string[],
  groupOf: (path: string) => Promise<number> = ownerGroup,
): Promise<DeviceGrant> {
  const nvidia = devices.filter(({ vendor }) => vendor === 'nvidia').map(({ uuid }) => uuid);
  const rest = devices.filter(({ vendor }) => vendor !== 'nvidia');
  const kfd = rest.some(({ vendor }) => vendor === 'amd') ? [KFD] : [];
  const files = [...kfd, ...rest.map(({ renderNode }) => renderNode)];
  const groups = await Promise.all(files.map(groupOf));
  return {
    nvidia,
    cdi: nvidia.length > 0 && nvidia.every((uuid) => known.includes(cdiName(uuid))),
    files,
    // Root's group would open more than the device.
    groups: [...new Set(groups)].filter((group) => group !== 0).sort((one, other) => one - other),
  };
}

/**
 * A grant in the engine's words, as the docker CLI sends them for `--gpus '"device=UUID,UUID"'` (or `--device
 * nvidia.com/gpu=UUID` with CDI), `--device FILE`, `--group-add GID`, `--ulimit memlock=-1 --ulimit stack=67108864`.
 */
export function deviceOptions(
  grant: DeviceGrant,
): Pick<HostConfig, 'DeviceRequests' | 'Devices' | 'GroupAdd' | 'Ulimits'> {
  const { nvidia, cdi, files, groups } = grant;
  return {
    ...(nvidia.length === 0 ? {} : { DeviceRequests: [cdi ? cdiRequest(nvidia) : gpuRequest(nvidia)] }),
    ...(files.length === 0
      ? {}
      : { Devices: files.map((path) => ({ PathOnHost: path, PathInContainer: path, CgroupPermissions: 'rwm' })) }),
    ...(groups.length === 0 ? {} : { GroupAdd: groups.map(String) }),
    // Memory that a device reads directly is locked.
    Ulimits: [
      { Name: 'memlock', Soft: -1, Hard: -1 },
      { Name: 'stack', Soft: DEVICE_STACK_BYTES, Hard: DEVICE_STACK_BYTES },
    ],
  };
}

/** The name that NVIDIA's generator gives a device (`nvidia-ctk cdi generate --device-name-strategy=uuid`, or both). */
function cdiName(uuid: string): string {
  return `nvidia.com/gpu=${uuid}`;
}

function gpuRequest(uuids: readonly string[]) {
  return { Driver: '', Count: 0, DeviceIDs: [...uuids], Capabilities: [['gpu']], Options: {} };
}

function cdiRequest(uuids: readonly string[]) {
  return { Driver: 'cdi', Count: 0, DeviceIDs: uuids.map(cdiName) };
}

async function ownerGroup(path: string): Promise<number> {
  try {
    return (await stat(path)).gid;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PlumblineError('DEVICE_MISSING', `${path} cannot be handed to a container: ${code}`, { cause: error });
  }
}
