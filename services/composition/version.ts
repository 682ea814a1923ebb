import { readFileSync } from 'node:fs';

/** Version of this clone or image, from its package.json. */
export const VERSION: string = readVersion();

function readVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === '@plumbline/plumbline' && version) return version;
    } catch {
      // Compiled files lie one folder deeper: the next path is theirs.
    }
  }
  return 'unknown';
}
