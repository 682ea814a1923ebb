import { printable } from '../../services/core/formats/printable.ts';

/** Longest line that is kept as what a run said last, in UTF-16 units. */
export const LAST_WORDS_MAX = 300;
/** Escape sequences that only colour a line. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
/** What a launcher puts in front of the lines of one of its processes. */
const RANK = /^\[(?:default|rank)?\d+\]:\s?/;
const TRACEBACK = /^Traceback \(most recent call last\):/;
/** The interpreter's own last words, which it prints above the stacks of all threads. */
const FATAL = /^Fatal Python error: /;

/** What one stream said last. */
export interface LastWords {
  push(line: string): void;
  /** The exception of the last Python traceback. */
  exception(): string | null;
  /** The last line that is not empty. */
  line(): string | null;
}

/** Follows a stream line by line and keeps at most two of them, cut to `LAST_WORDS_MAX`. */
export function createLastWords(): LastWords {
  let exception: string | null = null;
  let last: string | null = null;
  let inTraceback = false;
  return {
    push(line) {
      const text = line.replace(COLOUR, '').replace(RANK, '');
      if (text.trim() === '') return;
      last = cut(text);
      if (TRACEBACK.test(text)) inTraceback = true;
      else if (FATAL.test(text) || (inTraceback && !/^\s/.test(text))) {
        exception = last;
        inTraceback = false;
      }
    },
    exception: () => exception,
    line: () => last,
  };
}

/**
 * What a run that failed said about it: an exception, else its last line; empty when it said nothing. What went wrong is
 * written to the error stream, and in which order two streams arrive is chance.
 */
export function tellingLine(stdout: LastWords, stderr: LastWords): string {
  return stderr.exception() ?? stdout.exception() ?? stderr.line() ?? stdout.line() ?? '';
}

const cut = (text: string): string => printable(text.trim(), LAST_WORDS_MAX);
