import type { Device } from '../core/model/device.ts';
import type { ProbeView } from '../core/model/probe.ts';
import { table } from './table.ts';

/** `plumbline probe` for people: the machine, its devices, what is wrong with them, and whether the platform fits. */
export function probeText(view: ProbeView): string {
  const { platform, devices, findings } = view;
  const usable = new Set(platform.usable);
  const engine = Object.entries(view.engine).map(([part, version]) => `${part} ${version}`);
  const machine = [
    ['host', view.host],
    ['kernel', view.kernel],
    ['cpu', `${view.cpuModel} × ${view.cpus}`],
    ['microcode', view.microcode],
    ['governor', view.governor],
    ['memory', `${view.memoryMiB} MiB`],
    ['engine', engine.join(', ') || 'does not answer'],
    ['platform', platformLine(platform)],
  ];
  const sections = [
    ...machine.flatMap(([name, value]) => (value === '' ? [] : [`${name?.padEnd(11)}${value}\n`])),
    '\n',
    devices.length === 0 ? 'no accelerators\n' : deviceTable(devices, usable),
    ...findings.map(({ code, vendor, message }) => `\n${code} (${vendor}): ${message}\n`),
  ];
  return sections.join('');
}

function platformLine({ name, known, mismatch }: ProbeView['platform']): string {
  if (!known) return `${name}, which has no file in a catalog that can be read here: not compared`;
  return mismatch === null ? `${name}, which this host is` : `DEVICE_MISSING: ${mismatch}`;
}

function deviceTable(devices: readonly Device[], usable: ReadonlySet<string>): string {
  return table(
    ['use', 'uuid', 'model', 'driver', 'firmware', 'memory', 'ecc', 'mig', 'watts', 'node', 'processes'],
    devices.map((device) => [
      usable.has(device.uuid) ? 'yes' : 'no',
      device.uuid,
      device.model,
      device.driver,
      device.firmware,
      device.memoryMiB === null ? '' : `${device.memoryMiB} MiB`,
      device.ecc,
      device.mig,
      device.powerLimitWatts,
      device.numaNode,
      device.processes.map(({ pid, name }) => `${pid}${name === '' ? '' : ` ${name}`}`).join(', '),
    ]),
  );
}
