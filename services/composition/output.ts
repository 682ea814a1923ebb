import { writeFile } from 'node:fs/promises';
import { PlumblineError } from '../core/errors.ts';

/** What the system says of a file that cannot be written, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'this process may not write it',
  EROFS: 'its file system is read-only',
};

/** Writes a file that somebody asked for by name. INPUT_INVALID, with the file, when it cannot be written. */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new PlumblineError('INPUT_INVALID', reason, { place: { file }, cause: error });
  }
}
