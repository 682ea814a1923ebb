import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../services/core/model/identity.ts';
import { syncFolder } from '../sync-folder.ts';
import type { ProgramCall } from './program.ts';

/** What must be undone after a run, as it is written down before anything is done. */
export interface Marker extends ProgramCall {
  /** The undoing program, by its absolute path, as it was configured then. */
  readonly after: string;
}

/** Name of a marker: one for each time that this process sets the machine up. */
export function markerName(run: string, entered: number): string {
  return `${sha256Hex(run).slice(0, 32)}-${process.pid}-${entered}.json`;
}

/** The folder of what is to be undone: one file for each time, on the disk before its `before` starts. */
export interface Markers {
  /** Resolves when the marker has reached the disk. */
  write(name: string, marker: Marker): Promise<void>;
  remove(name: string): Promise<void>;
  /**
   * Everything that waits, by name. A file that cannot be read is a marker too: something was begun. Fails when the folder
   * is there and cannot be read: nobody knows then what waits.
   */
  list(): Promise<ReadonlyMap<string, Marker | null>>;
}

export function createMarkers(folder: string): Markers {
  return {
    async write(name, marker) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const part = join(folder, `${name}.part`);
      const file = await open(part, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(marker));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, join(folder, name));
      await syncFolder(folder);
    },
    async remove(name) {
      await rm(join(folder, name), { force: true });
      await syncFolder(folder);
    },
    async list() {
      const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const names = found.filter((name) => name.endsWith('.json')).sort();
      const read = async (name: string): Promise<Marker | null> => {
        try {
          return JSON.parse(await readFile(join(folder, name), 'utf8')) as Marker;
        } catch {
          return null;
        }
      };
      return new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
    },
  };
}
