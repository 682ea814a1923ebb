import { PlumblineError } from '../core/errors.ts';
import { MESSAGE_MAX_BYTES } from './database.ts';

/** A page of a backup is made to fit into one message. */
const LINE_MAX_BYTES = 2 * MESSAGE_MAX_BYTES;
const NEWLINE = 0x0a;

/** Lines of UTF-8 text, one at a time; a longer line than any backup has ends the reading. */
export async function* byteLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  for await (const chunk of source) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      yield Buffer.concat([...kept, rest.subarray(0, at)]).toString('utf8');
      kept = [];
      keptBytes = 0;
      rest = rest.subarray(at + 1);
    }
    if (rest.length === 0) continue;
    kept.push(rest);
    keptBytes += rest.length;
    if (keptBytes > LINE_MAX_BYTES) {
      throw new PlumblineError('BACKUP_INVALID', `a line is longer than ${LINE_MAX_BYTES} bytes`);
    }
  }
  if (keptBytes > 0) yield Buffer.concat(kept).toString('utf8');
}
