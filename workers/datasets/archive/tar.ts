import { createWriteStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { PlumblineError } from '../../../services/core/errors.ts';
import { type Member, wrongMember } from '../member.ts';

export interface TarOptions {
  /** Bytes of the unpacked archive that are read. */
  readonly bytesMax: number;
  /** The path of an entry as members name it; by default without `./` in front. */
  readonly name?: (path: string) => string;
}

/**
 * Takes members out of a tar stream as it passes: nothing else reaches the disk, and nothing is written but to the
 * members' targets, whatever the archive's paths say. A member that is a link is refused (DATASET_CORRUPT); one that is
 * not there is found by the verification. Reading ends with the last member.
 *
 * @param streams the source, and what unpacks it.
 */
export async function takeFromTar(
  streams: readonly (Readable | Transform)[],
  members: readonly Member[],
  { bytesMax, name = withoutDot }: TarOptions,
): Promise<void> {
  const wanted = new Map<string, Member[]>();
  for (const one of members) wanted.set(one.member, [...(wanted.get(one.member) ?? []), one]);
  const entries = extract();
  const enough = new AbortController();
  const reading = pipeline([...streams, bounded(bytesMax), entries], { signal: enough.signal });
  const taking = (async () => {
    for await (const entry of entries) {
      const path = name(entry.header.name);
      const [first, ...same] = wanted.get(path) ?? [];
      if (first === undefined || entry.header.type === 'directory') {
        entry.resume();
        continue;
      }
      checkEntry(path, entry.header, first.bytes);
      await write(entry as unknown as Readable, first.target);
      for (const { target } of same) await copy(first.target, target);
      wanted.delete(path);
      if (wanted.size === 0) break;
    }
    enough.abort();
  })();
  // The end of the taking ends the reading; its own failure is the one that says what is wrong.
  const read = reading.catch((error: unknown) => {
    if (!enough.signal.aborted) throw error;
  });
  const [, taken] = await Promise.allSettled([read, taking]);
  if (taken.status === 'rejected' && taken.reason instanceof PlumblineError) throw taken.reason;
  await read;
  if (taken.status === 'rejected') throw taken.reason;
}

function checkEntry(path: string, { type, size = 0 }: Header, bytes: number): void {
  if (type === 'symlink' || type === 'link') throw wrongMember(path, 'it is a link in the archive');
  if (type !== 'file' && type !== 'contiguous-file') throw wrongMember(path, `it is a ${type} in the archive`);
  if (size > bytes) throw wrongMember(path, `it has ${size} bytes in the archive, pinned are ${bytes}`);
}

async function write(entry: Readable, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await pipeline(entry, createWriteStream(target));
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

/** Passes bytes on up to a bound: a few kilobytes may unpack to terabytes. */
function bounded(bytesMax: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= bytesMax) done(null, chunk);
      else done(new PlumblineError('DATASET_CORRUPT', `the archive unpacks to more than ${bytesMax} bytes`));
    },
  });
}

function withoutDot(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}
