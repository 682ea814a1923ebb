import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Device } from '../../services/core/model/device.ts';
import type { RunTool, ToolEnd } from '../../workers/devices/tool.ts';
import { ROOT } from './source-tree.ts';

/** An output of a vendor's tool; its README says where it was recorded. */
export function toolOutput(name: string): string {
  return readFileSync(join(ROOT, 'test/fixtures/devices', name), 'utf8');
}

/** Tools that answer what is written for `tool first-arguments`; the longest match counts, and the others are not installed. */
export function someTools(answers: Readonly<Record<string, string | ToolEnd>>): RunTool {
  return async (tool, args) => {
    const asked = [tool, ...args].join(' ');
    const match = Object.keys(answers)
      .filter((call) => asked === call || asked.startsWith(`${call} `))
      .sort((one, other) => other.length - one.length)[0];
    const answer = match === undefined ? undefined : answers[match];
    if (answer === undefined) return { kind: 'missing' };
    return typeof answer === 'string' ? { kind: 'ok', output: answer } : answer;
  };
}

export function aDevice(change: Partial<Device> = {}): Device {
  return {
    vendor: 'nvidia',
    index: 0,
    uuid: 'GPU-0',
    model: 'NVIDIA H100 80GB HBM3',
    driver: '550.54.15',
    firmware: '96.00.89.00.01',
    memoryMiB: 81_559,
    ecc: 'on',
    mig: 'off',
    parent: null,
    powerLimitWatts: 700,
    maxClockMHz: 1980,
    busId: '0000:19:00.0',
    numaNode: null,
    renderNode: '',
    processes: [],
    ...change,
  };
}
