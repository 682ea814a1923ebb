import { readdir, readFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { acceleratorOf, type Device } from '../../services/core/model/device.ts';
import type { Host } from '../../services/core/model/environment.ts';
import type { EngineFacts } from '../docker/container-client.ts';
import { readCpuInfo } from './cpu.ts';

const MIB = 1_048_576;

/** The host as it is, without what only a run can tell (libraries, alternatives). */
export type HostFacts = Omit<Host, 'libraries' | 'alternatives'>;

/**
 * Describes this host. Never fails: what cannot be read is the empty string.
 *
 * @param engine reads the engine's versions; its failure leaves them out.
 * @param devices what a run was given of the host's accelerators: the others are no part of its environment.
 */
export async function describeHost(
  host: string,
  engine: () => Promise<EngineFacts>,
  devices: readonly Device[],
): Promise<HostFacts> {
  const [cpuinfo, governor, facts] = await Promise.all([
    readFile('/proc/cpuinfo', 'utf8').catch(() => ''),
    readGovernor(),
    engine().catch((): EngineFacts => ({})),
  ]);
  const { model, microcode } = readCpuInfo(cpuinfo);
  return {
    schemaVersion: 1,
    host,
    kernel: release(),
    cpuModel: model,
    microcode,
    governor,
    cpus: cpus().length,
    memoryMiB: Math.floor(totalmem() / MIB),
    engine: { ...facts },
    accelerators: devices.map(acceleratorOf),
  };
}

/** Governors of all processors, each once; empty where the kernel sets no frequencies (virtual machines). */
async function readGovernor(folder = '/sys/devices/system/cpu'): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^cpu\d+$/.test(name));
  const read = (name: string): Promise<string> =>
    readFile(`${folder}/${name}/cpufreq/scaling_governor`, 'utf8').catch(() => '');
  const governors = (await Promise.all(names.map(read))).map((text) => text.trim()).filter(Boolean);
  return [...new Set(governors)].sort().join(',');
}
