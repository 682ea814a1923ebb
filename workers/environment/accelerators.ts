import { execFile } from 'node:child_process';
import type { Accelerator } from '../../services/core/model/environment.ts';

type Device = Accelerator;
/** Time a vendor's tool may take, in milliseconds; a driver in trouble answers slowly or never. */
const TOOL_MS = 10_000;
const TOOL_MAX_BYTES = 1_048_576;

export const NVIDIA_QUERY = ['--query-gpu=name,uuid,driver_version,vbios_version', '--format=csv,noheader'];
export const AMD_QUERY = ['--showproductname', '--showuniqueid', '--showdriverversion', '--showvbios', '--json'];

/** Accelerators of this host, by the tools that their drivers bring; none where there is no tool. */
export async function readAccelerators(): Promise<Device[]> {
  const [nvidia, amd] = await Promise.all([output('nvidia-smi', NVIDIA_QUERY), output('rocm-smi', AMD_QUERY)]);
  return [...readNvidia(nvidia), ...readAmd(amd)];
}

/** Lines of `nvidia-smi` with NVIDIA_QUERY: name, uuid, driver, VBIOS. */
export function readNvidia(csv: string): Device[] {
  return csv.split('\n').flatMap((line) => {
    const [model, uuid, driver, firmware] = line.split(',').map((cell) => cell.trim());
    // Anything else on its output ("No devices were found") has not the four columns.
    if (!model || !uuid?.startsWith('GPU-') || driver === undefined || firmware === undefined) return [];
    return [{ vendor: 'nvidia', model, uuid, driver, firmware: known(firmware) }];
  });
}

/** The JSON of `rocm-smi` with AMD_QUERY: one object a card, one named `system`; the spelling of keys varies by version. */
export function readAmd(json: string): Device[] {
  let cards: Record<string, Record<string, unknown>>;
  try {
    cards = JSON.parse(json) as typeof cards;
  } catch {
    return [];
  }
  const field = (card: Record<string, unknown> | undefined, name: string): string => {
    const found = Object.entries(card ?? {}).find(([key]) => key.toLowerCase() === name);
    return known(found === undefined ? '' : String(found[1]));
  };
  return Object.entries(cards ?? {})
    .filter(([name]) => /^card\d+$/.test(name))
    .map(([, card]) => ({
      vendor: 'amd',
      model: field(card, 'card series') || field(card, 'card model'),
      uuid: field(card, 'unique id'),
      driver: field(cards.system, 'driver version'),
      firmware: field(card, 'vbios version'),
    }));
}

function known(text: string): string {
  return /^\[?(?:n\/a|not supported|unknown)\]?$/i.test(text) ? '' : text;
}

function output(tool: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(tool, args, { timeout: TOOL_MS, maxBuffer: TOOL_MAX_BYTES }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    );
  });
}
