import type { FactorChange } from '../model/incident.ts';

/** Kinds of factors, those first that the benchmark's author changes by hand, those last that only the machine decides. */
const CONTROL: readonly string[] = [
  'code',
  'config',
  'env',
  'command',
  'dataset',
  'package',
  'lock',
  'dockerfile',
  'python',
  'base',
  'os-package',
  'image',
  'harness',
  'library',
  'alternative',
  'driver',
  'firmware',
  'ecc',
  'mig',
  'power-limit',
  'device-memory',
  'kernel',
  'microcode',
  'governor',
  'engine',
  'device',
  'cpu',
  'cpus',
  'memory',
  'host',
];

/** The part of a factor's name before the colon. */
export function factorKind(factor: string): string {
  return factor.split(':', 1)[0] as string;
}

/** Whether a factor is the machine's own: what no container brings along. */
export function isHostFactor(factor: string): boolean {
  return CONTROL.indexOf(factorKind(factor)) >= CONTROL.indexOf('driver');
}

/** Order of factors: by who controls them, then by name (by code unit, so that it is the same on every machine). */
export function byControl(a: FactorChange, b: FactorChange): number {
  const rank = CONTROL.indexOf(factorKind(a.factor)) - CONTROL.indexOf(factorKind(b.factor));
  if (rank !== 0) return rank;
  return a.factor < b.factor ? -1 : a.factor > b.factor ? 1 : 0;
}
