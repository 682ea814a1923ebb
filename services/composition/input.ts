import { createReadStream } from 'node:fs';
import { PlumblineError } from '../core/errors.ts';

/** Bytes read at once: large pieces, since each costs a turn of the event loop. */
const PIECE_BYTES = 1_048_576;
/** What the system says of a file that cannot be read, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'this process may not read it',
};

/** The bytes of a file, or of standard input for null. INPUT_INVALID, with the file, when it cannot be read. */
export async function* readInput(file: string | null): AsyncGenerator<Uint8Array> {
  if (file === null) {
    yield* process.stdin;
    return;
  }
  try {
    yield* createReadStream(file, { highWaterMark: PIECE_BYTES });
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new PlumblineError('INPUT_INVALID', reason, { place: { file }, cause: error });
  }
}
