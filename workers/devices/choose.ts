import type { Device } from '../../services/core/model/device.ts';

/**
 * `count` of the free devices that are close together: all of one memory node where one has enough, the node with the
 * fewest left over, so that large runs find whole nodes later; otherwise node by node, the fullest first. Devices whose
 * node is unknown are of one node. Always the same choice for the same devices.
 */
export function chooseDevices(free: readonly Device[], count: number): readonly Device[] {
  const nodes = new Map<number, Device[]>();
  for (const device of [...free].sort(byPlace)) {
    const node = device.numaNode ?? -1;
    nodes.set(node, [...(nodes.get(node) ?? []), device]);
  }
  const groups = [...nodes.values()].sort((one, other) => other.length - one.length);
  const fitting = groups.filter((group) => group.length >= count).at(-1);
  return (fitting ?? groups.flat()).slice(0, count);
}

/** Memory nodes of devices, each once, in order. */
export function nodesOf(devices: readonly Device[]): readonly number[] {
  return [...new Set(devices.flatMap(({ numaNode }) => numaNode ?? []))].sort((one, other) => one - other);
}

function byPlace(one: Device, other: Device): number {
  return one.index - other.index || (one.uuid < other.uuid ? -1 : 1);
}
