import { join } from 'node:path';
import type { Config } from '../core/model/config.ts';

/** Folders below the state folder; each is written by one room alone. */
export const FOLDERS = { store: 'store', queue: 'queue', worker: 'worker', sources: 'sources' } as const;

/** File of the generated pins: of this machine, so it lies in the state folder and not in the catalog. */
export function pinFile(config: Config): string {
  return join(config.state, 'pins.json');
}
