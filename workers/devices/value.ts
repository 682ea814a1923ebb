import type { DeviceSwitch } from '../../services/core/model/device.ts';

/** The empty string for what a tool writes when it does not know: `[N/A]`, `Not Supported`, `unknown`, `-`. */
export function told(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value).trim();
  const untold =
    /^[[(]?(?:n\/a|none|not (?:supported|available|found)|unknown( error)?|insufficient permissions|-)[\])]?$/i;
  return untold.test(text) ? '' : text;
}

/** The number in front of a unit, `500.00 W`, or of a tool's `{value, unit}`; null when it is none, or negative. */
export function amount(value: unknown): number | null {
  if (typeof value === 'object' && value !== null && 'value' in value) return amount(value.value);
  const found = /^(\d+(?:\.\d+)?)(?:\s*[A-Za-z/%]+)?$/.exec(told(value));
  return found === null ? null : Number(found[1]);
}

/** Bytes as whole MiB. */
export function mebibytes(bytes: number | null): number | null {
  return bytes === null ? null : Math.floor(bytes / 1_048_576);
}

/** `Enabled`, `ENABLED`, `on`; anything but on and off is unknown. */
export function onOrOff(value: unknown): DeviceSwitch {
  const text = told(value).toLowerCase();
  if (text === 'enabled' || text === 'on') return 'on';
  return text === 'disabled' || text === 'off' ? 'off' : '';
}

/** A PCI address as /sys spells it: `00000000:4F:00.0` is `0000:4f:00.0`. Empty when it is none. */
export function busId(value: unknown): string {
  const found = /^([0-9a-f]{4,8}):([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(told(value));
  if (found === null) return '';
  const domain = Number.parseInt(found[1] ?? '', 16)
    .toString(16)
    .padStart(4, '0');
  return `${domain}:${(found[2] ?? '').toLowerCase()}`;
}

/** Longest name of a process that is told, in characters. */
const PROCESS_NAME_MAX = 80;

/** The name of a program without its folder and its arguments, which may hold anything. */
export function processName(value: unknown): string {
  const program = told(value).split(/\s/, 1)[0] ?? '';
  return (program.split('/').at(-1) ?? '').slice(0, PROCESS_NAME_MAX);
}

/** The JSON in a tool's output, after the warnings that some write in front of it; undefined when there is none. */
export function jsonIn(output: string): unknown {
  const start = /^[[{]/m.exec(output)?.index;
  if (start === undefined) return undefined;
  try {
    return JSON.parse(output.slice(start));
  } catch {
    return undefined;
  }
}

/** A value of an object by its name, whatever it is; undefined of anything else. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

/** The entries of a list, none of anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
