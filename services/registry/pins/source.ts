import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import { explain } from '../../core/model/explain.ts';
import { PinFile } from '../../core/model/pins.ts';
import type { PinSource } from '../../core/ports/sources.ts';

/** Others of the machine may read what is pinned; it holds no secret. */
const MODE = 0o644;

/**
 * The generated pin file. Written beside itself, flushed and renamed, so that a reader or a crash never meets half a
 * file. `load` throws NOT_PINNED with the place for a file that somebody changed by hand, and null when there is none.
 */
export function createPinSource(file: string): PinSource {
  return {
    load: () => load(file),
    save: (pins) => save(file, pins),
  };
}

async function load(file: string): Promise<PinFile | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const value = parse(file, text);
  const [violation] = explain(PinFile, value);
  if (violation === undefined) return value as PinFile;
  throw new PlumblineError('NOT_PINNED', `the pin file is not what was generated: ${violation.message}`, {
    place: { file, path: violation.path.join('.') },
  });
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PlumblineError(
      'NOT_PINNED',
      `the pin file is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      {
        place: { file },
      },
    );
  }
}

let writes = 0;

async function save(file: string, pins: PinFile): Promise<void> {
  const [violation] = explain(PinFile, pins);
  if (violation !== undefined) {
    throw new PlumblineError('NOT_PINNED', `refusing to pin ${violation.path.join('.')}: ${violation.message}`);
  }
  await mkdir(dirname(file), { recursive: true });
  // Two savers of one process or two processes write to different names; the last rename stands, whole.
  const draft = `${file}.${process.pid}.${writes++}.tmp`;
  try {
    const handle = await open(draft, 'w', MODE);
    try {
      await handle.writeFile(`${JSON.stringify(pins, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
