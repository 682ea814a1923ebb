import type { Device, DeviceFinding, DeviceInventory, DeviceVendor } from '../../services/core/model/device.ts';
import { AMD_SMI_QUERIES, type AmdSmiOutputs, readAmdSmi } from './amd-smi.ts';
import { hasMig, NVIDIA_LIST, NVIDIA_QUERY, readNvidia } from './nvidia.ts';
import { readPlace } from './place.ts';
import type { Reading, ToldDevice } from './reading.ts';
import { ROCM_SMI_QUERY, readRocmSmi } from './rocm-smi.ts';
import { type RunTool, runTool, TOOL_MS, type ToolEnd } from './tool.ts';
import { withoutTool } from './unattended.ts';
import { readXpuIndices, readXpuSmi, XPU_SMI_DISCOVERY, XPU_SMI_PROCESSES, xpuSmiDetail } from './xpu-smi.ts';

export interface InventoryOptions {
  /** Runs a tool; tests hand in recorded outputs. */
  readonly run?: RunTool;
  readonly sys?: string;
}

/** What a vendor has here; undefined: its tool is not installed. */
type VendorReading = Reading | undefined;

/**
 * Accelerators of this host, by the tools that their drivers bring. Never fails and never guesses: a tool that hangs,
 * fails or writes what cannot be read is a finding, and what it would have told is not in the list.
 */
export async function readDevices(options: InventoryOptions = {}): Promise<DeviceInventory> {
  const { run = runTool, sys = '/sys' } = options;
  const [nvidia, amd, intel] = await Promise.all([nvidiaReading(run), amdReading(run), intelReading(run)]);
  const found = [nvidia, amd, intel];
  const told = found.flatMap((reading) => reading?.devices ?? []);
  const present: DeviceVendor[] = [];
  if (nvidia !== undefined) present.push('nvidia');
  if (amd !== undefined) present.push('amd');
  if (intel !== undefined) present.push('intel');
  const placed = await Promise.all(
    told.map(async (device) => ({ ...device, ...(await readPlace(device.busId, sys)) })),
  );
  const judged = placed.map((device) => ({ device, trouble: unusable(device) }));
  return {
    devices: judged.flatMap(({ device, trouble }) => (trouble === null ? [device] : [])),
    findings: [
      ...found.flatMap((reading) => reading?.findings ?? []),
      ...judged.flatMap(({ trouble }) => trouble ?? []),
      ...(await withoutTool(present, sys)),
    ],
  };
}

async function nvidiaReading(run: RunTool): Promise<VendorReading> {
  const query = await run('nvidia-smi', NVIDIA_QUERY);
  if (query.kind === 'missing') return undefined;
  if (query.kind !== 'ok') return trouble('nvidia', 'nvidia-smi', query);
  const list = hasMig(query.output) ? [await run('nvidia-smi', NVIDIA_LIST)] : [];
  const reading = readNvidia(query.output, outputOf(list[0])) ?? unreadable('nvidia', 'nvidia-smi', query.output);
  return withTroubles(reading, 'nvidia-smi', ['-L'], list);
}

/** `amd-smi` where there is one, since it tells processes; else `rocm-smi`. */
async function amdReading(run: RunTool): Promise<VendorReading> {
  const listed = await run('amd-smi', AMD_SMI_QUERIES.list);
  if (listed.kind === 'missing') return rocmReading(run);
  if (listed.kind !== 'ok') return trouble('amd', 'amd-smi', listed);
  const names = ['static', 'metric', 'process'] as const;
  const ends = await Promise.all(names.map((name) => run('amd-smi', AMD_SMI_QUERIES[name])));
  const [fixed, metric, process] = ends.map(outputOf) as [string, string, string];
  const outputs: AmdSmiOutputs = { list: listed.output, static: fixed, metric, process };
  const reading = readAmdSmi(outputs) ?? unreadable('amd', 'amd-smi', listed.output);
  return withTroubles(reading, 'amd-smi', names, ends);
}

async function rocmReading(run: RunTool): Promise<VendorReading> {
  const end = await run('rocm-smi', ROCM_SMI_QUERY);
  if (end.kind === 'missing') return undefined;
  if (end.kind !== 'ok') return trouble('amd', 'rocm-smi', end);
  return readRocmSmi(end.output) ?? unreadable('amd', 'rocm-smi', end.output);
}

async function intelReading(run: RunTool): Promise<VendorReading> {
  const discovery = await run('xpu-smi', XPU_SMI_DISCOVERY);
  if (discovery.kind === 'missing') return undefined;
  if (discovery.kind !== 'ok') return trouble('intel', 'xpu-smi', discovery);
  const indices = readXpuIndices(discovery.output) ?? [];
  const [processes, ...details] = await Promise.all([
    run('xpu-smi', XPU_SMI_PROCESSES),
    ...indices.map((index) => run('xpu-smi', xpuSmiDetail(index))),
  ]);
  const byIndex = new Map(indices.map((index, at) => [index, outputOf(details[at])]));
  const reading =
    readXpuSmi(discovery.output, byIndex, outputOf(processes)) ?? unreadable('intel', 'xpu-smi', discovery.output);
  return withTroubles(reading, 'xpu-smi', ['ps'], [processes]);
}

const outputOf = (end: ToolEnd | undefined): string => (end?.kind === 'ok' ? end.output : '');

function trouble(vendor: DeviceVendor, call: string, end: ToolEnd): Reading {
  const finding: DeviceFinding =
    end.kind === 'failed'
      ? { code: 'tool-failed', vendor, message: `${call} failed: ${end.reason}` }
      : { code: 'tool-timed-out', vendor, message: `${call} did not answer within ${TOOL_MS / 1000} s` };
  return { devices: [], findings: [finding] };
}

/** A reading with the calls of its tool that went wrong beside the one that lists the devices. */
function withTroubles(
  reading: Reading,
  tool: 'nvidia-smi' | 'amd-smi' | 'xpu-smi',
  parts: readonly string[],
  ends: readonly ToolEnd[],
): Reading {
  const vendor = { 'nvidia-smi': 'nvidia', 'amd-smi': 'amd', 'xpu-smi': 'intel' } as const;
  const troubles = ends.flatMap((end, at) =>
    end.kind === 'ok' ? [] : trouble(vendor[tool], `${tool} ${parts[at]}`, end).findings,
  );
  return { devices: reading.devices, findings: [...reading.findings, ...troubles] };
}

function unreadable(vendor: DeviceVendor, tool: string, output: string): Reading {
  const start = output.trim().split('\n', 1)[0]?.slice(0, 100) ?? '';
  const message = `the output of ${tool} cannot be read${start === '' ? ': it is empty' : `; it begins with ${JSON.stringify(start)}`}`;
  return { devices: [], findings: [{ code: 'tool-unreadable', vendor, message }] };
}

/** Why a device cannot be handed to a container; null when it can. */
function unusable(device: ToldDevice & Pick<Device, 'renderNode'>): DeviceFinding | null {
  const { vendor, index, model, uuid } = device;
  const name = `${vendor} device ${index} (${model || 'no model'})`;
  if (uuid === '') return { code: 'device-unusable', vendor, message: `${name} has no UUID, so it cannot be leased` };
  if (vendor === 'nvidia' || device.renderNode !== '') return null;
  return {
    code: 'device-unusable',
    vendor,
    message: `${name}, ${uuid}, has no render node in /sys: a container cannot be given it`,
  };
}
