import { type FileHandle, open } from 'node:fs/promises';
import { PlumblineError } from '../core/errors.ts';

/** A token has some forty characters; a file larger than this is something else, in bytes. */
const FILE_BYTES_MAX = 4096;
/** Permission bits that would let everybody read the token, or others than its owner replace it. */
const REFUSED_MODE = 0o026;

/**
 * The token in a file: one line of printable characters. A file that everybody may read is refused, so is one that its group
 * may write; the group may read (credentials of systemd look like that). CONFIG_INVALID, never with the content.
 */
export async function readTokenFile(path: string): Promise<string> {
  const refuse = (message: string): PlumblineError =>
    new PlumblineError('CONFIG_INVALID', `the token file ${message}`, { place: { file: path } });
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw refuse(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) throw refuse('is not a plain file');
    if ((found.mode & REFUSED_MODE) !== 0)
      throw refuse(`has the mode ${(found.mode & 0o777).toString(8)}: others may read or replace it; chmod 600`);
    if (found.size > FILE_BYTES_MAX) throw refuse(`has ${found.size} bytes, at most ${FILE_BYTES_MAX}`);
    const token = (await file.readFile('utf8')).trim();
    if (token === '') throw refuse('is empty');
    if (!/^[\x21-\x7e]+$/.test(token)) throw refuse('holds more than one line of printable characters');
    return token;
  } finally {
    await file.close();
  }
}
