import type { FactorChange } from '../model/incident.ts';
import { byControl, factorKind } from './factor.ts';

/** Factors of one kind that differ. */
export interface FactorGroup {
  readonly kind: string;
  /** For people: `Python packages`. */
  readonly title: string;
  readonly changes: readonly FactorChange[];
}

const TITLES: ReadonlyMap<string, string> = new Map([
  ['code', 'Code of the benchmark'],
  ['config', 'Configuration'],
  ['env', 'Environment variables'],
  ['command', 'Command'],
  ['dataset', 'Data set files'],
  ['package', 'Python packages'],
  ['lock', 'Lock file'],
  ['dockerfile', 'Dockerfile'],
  ['python', 'Python'],
  ['base', 'Base image'],
  ['os-package', 'Packages of the operating system'],
  ['image', 'Image'],
  ['harness', 'Harness'],
  ['library', 'Libraries that were loaded'],
  ['alternative', 'Alternatives that pick a library'],
  ['driver', 'Drivers'],
  ['firmware', 'Firmware'],
  ['ecc', 'ECC of device memory'],
  ['mig', 'MIG mode'],
  ['power-limit', 'Power limits of devices'],
  ['device-memory', 'Memory of devices'],
  ['kernel', 'Kernel'],
  ['microcode', 'Microcode'],
  ['governor', 'CPU governor'],
  ['engine', 'Container engine'],
  ['device', 'Devices'],
  ['cpu', 'CPU model'],
  ['cpus', 'Number of CPUs'],
  ['memory', 'Memory'],
  ['host', 'Host'],
]);

/** Differences by kind, those first that the benchmark's author changes by hand, those last that only the machine decides. */
export function factorGroups(changes: readonly FactorChange[]): readonly FactorGroup[] {
  const groups = new Map<string, FactorChange[]>();
  for (const change of [...changes].sort(byControl)) {
    const kind = factorKind(change.factor);
    groups.set(kind, [...(groups.get(kind) ?? []), change]);
  }
  return [...groups].map(([kind, own]) => ({ kind, title: TITLES.get(kind) ?? kind, changes: own }));
}
