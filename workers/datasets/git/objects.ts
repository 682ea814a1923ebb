import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { PlumblineError } from '../../../services/core/errors.ts';
import { lastWords } from '../last-words.ts';
import { type Member, wrongMember } from '../member.ts';
import type { GitAddress } from './address.ts';
import { endOf, keep, startGit } from './git.ts';

/** A head of `git cat-file --batch`: an object's name, kind and size. Longer than this is no head. */
const HEAD_BYTES_MAX = 4096;
/** How a file begins whose content lies in Git LFS, and the most bytes such a pointer has (its specification). */
const LFS_HEAD = 'version https://git-lfs.github.com/spec/v1';
const LFS_BYTES_MAX = 1024;

/** Copies files of a commit as git stores them: no filter, no line endings, no export rules. DATASET_CORRUPT, DATASET_MISSING. */
export async function copyObjects(
  folder: string,
  commit: string,
  members: readonly Member[],
  address: GitAddress,
  signal: AbortSignal,
): Promise<void> {
  const child = startGit(folder, ['cat-file', '--batch'], address, signal);
  const [end, words] = [endOf(child), keep(child.stderr)];
  child.stdin?.on('error', () => undefined);
  const reader = createReader(child.stdout as Readable);
  try {
    for (const one of members) {
      if (/\n/.test(one.member)) throw wrongMember(one.member, 'a line break in a path cannot be asked of git');
      child.stdin?.write(`${commit}:${one.member}\n`);
      const head = await reader.line();
      if (head === null) throw new PlumblineError('DATASET_MISSING', `git cat-file: ${lastWords(await words)}`);
      const [, kind, size] = head.split(' ');
      if (kind !== 'blob') throw wrongMember(one.member, `the commit ${commit} has no such file`);
      await copyOne(reader, one, Number(size));
    }
  } finally {
    child.stdin?.destroy();
    // Unread output would keep the end of the process from being told.
    child.stdout?.destroy();
    child.kill();
    await end;
  }
}

async function copyOne(reader: Reader, { member, target, bytes }: Member, size: number): Promise<void> {
  if (size > bytes) throw wrongMember(member, `it has ${size} bytes in the repository, pinned are ${bytes}`);
  await mkdir(dirname(target), { recursive: true });
  const file = createWriteStream(target);
  let start = '';
  try {
    for await (const piece of reader.take(size)) {
      if (start.length < LFS_HEAD.length) start += piece.subarray(0, LFS_HEAD.length).toString('latin1');
      if (!file.write(piece)) await once(file, 'drain');
    }
    await reader.take(1).next();
  } finally {
    file.end();
    await once(file, 'close');
  }
  if (size !== bytes && size <= LFS_BYTES_MAX && start.startsWith(LFS_HEAD)) {
    throw wrongMember(
      member,
      'the repository holds a Git LFS pointer to it, and LFS is not fetched; use its https address',
    );
  }
}

interface Reader {
  /** Null at the end. */
  line(): Promise<string | null>;
  /** The next bytes, piece by piece. */
  take(bytes: number): AsyncGenerator<Buffer>;
}

function createReader(stream: Readable): Reader {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { value, done } = await pieces.next();
    if (!done) rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
    return !done;
  };
  return {
    async line() {
      while (rest.indexOf(10) < 0) {
        if (rest.length > HEAD_BYTES_MAX || !(await more())) return null;
      }
      const at = rest.indexOf(10);
      const text = rest.subarray(0, at).toString('utf8');
      rest = rest.subarray(at + 1);
      return text;
    },
    async *take(bytes) {
      for (let left = bytes; left > 0; ) {
        if (rest.length === 0 && !(await more())) throw new PlumblineError('DATASET_MISSING', 'git ended in a file');
        const piece = rest.subarray(0, left);
        rest = rest.subarray(piece.length);
        left -= piece.length;
        yield piece;
      }
    },
  };
}
