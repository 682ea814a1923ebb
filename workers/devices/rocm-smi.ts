import type { Reading } from './reading.ts';
import { amount, busId, field, jsonIn, mebibytes, told } from './value.ts';

export const ROCM_SMI_QUERY = [
  '--showproductname',
  '--showuniqueid',
  '--showdriverversion',
  '--showvbios',
  '--showbus',
  '--showmaxpower',
  '--showmeminfo',
  'vram',
  '--json',
] as const;

/**
 * The JSON of `rocm-smi`, for hosts whose ROCm has no `amd-smi`: an object a card, one named `system`; the spelling of
 * keys varies by version. It does not tell which process uses which card. Null: it is no such JSON.
 */
export function readRocmSmi(output: string): Reading | null {
  const json = jsonIn(output);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const system = lowerCase(field(json, 'system'));
  const cards = Object.entries(json).flatMap(([name, card]) => {
    const number = /^card(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [{ index: Number(number), card: lowerCase(card) }];
  });
  if (cards.length === 0 && system.size === 0) return null;
  return {
    devices: cards.map(({ index, card }) => {
      const bus = busId(card.get('pci bus'));
      return {
        vendor: 'amd',
        index,
        uuid: told(card.get('unique id')) || bus,
        model: told(card.get('card series')) || told(card.get('card model')),
        driver: told(system.get('driver version')),
        firmware: told(card.get('vbios version')),
        memoryMiB: mebibytes(amount(card.get('vram total memory (b)'))),
        ecc: '',
        mig: '',
        parent: null,
        powerLimitWatts: amount(card.get('max graphics package power (w)')),
        maxClockMHz: null,
        busId: bus,
        processes: [],
      };
    }),
    findings: [],
  };
}

function lowerCase(card: unknown): ReadonlyMap<string, unknown> {
  if (typeof card !== 'object' || card === null) return new Map();
  return new Map(Object.entries(card).map(([name, value]) => [name.toLowerCase(), value]));
}
