import { createLineSplitter, type LogLine, MAX_LINE_BYTES } from '../lines.ts';

const LF = 0x0a;
const CR = 0x0d;
const END = new Uint8Array([LF]);

/** What decides which lines are worth reading, and reads them. */
export interface LineTaker {
  /** Whether `bytes[from, to)`, a line without its end, may be read as something. */
  wanted(bytes: Uint8Array, from: number, to: number): boolean;
  /** Whether the next line is wanted whatever it holds. */
  within(): boolean;
  take(line: LogLine): void;
}

export interface LineFinder {
  push(bytes: Uint8Array): void;
  end(): void;
}

/**
 * Hands the wanted lines of a byte stream to `taker`, numbered as `createLineSplitter` numbers them, and makes no text of
 * the others: that is what makes reading fast. Lines at the edge of a piece, and those over the bound, go through the
 * splitter itself, so both agree on every line; unwanted lines may be handed over too.
 */
export function createLineFinder(taker: LineTaker): LineFinder {
  const splitter = createLineSplitter();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let number = 0;
  /** Changes with a line that is taken alone. */
  let within = false;

  function take(line: LogLine): void {
    taker.take(line);
    within = taker.within();
  }

  function hand(lines: readonly LogLine[]): void {
    for (const { text, cut } of lines) {
      number += 1;
      take({ number, text, cut });
    }
  }

  function whole(bytes: Uint8Array, from: number, to: number): void {
    if (to - from > MAX_LINE_BYTES) {
      hand(splitter.push(bytes.subarray(from, to)));
      // Ended by an LF in any case: after a CR the splitter would wait for one.
      hand(splitter.push(END));
      return;
    }
    number += 1;
    if (!within && !taker.wanted(bytes, from, to)) return;
    take({ number, text: decoder.decode(bytes.subarray(from, to)), cut: false });
  }

  /** Whole lines from `from` on, the last of which ends with the LF before `to`. */
  function scan(bytes: Uint8Array, from: number, to: number): void {
    let start = from;
    let cr = bytes.indexOf(CR, from);
    while (start < to) {
      const lf = bytes.indexOf(LF, start);
      while (cr !== -1 && cr < lf - 1) {
        whole(bytes, start, cr);
        start = cr + 1;
        cr = bytes.indexOf(CR, start);
      }
      const crlf = cr !== -1 && cr === lf - 1;
      whole(bytes, start, crlf ? cr : lf);
      start = lf + 1;
      if (crlf) cr = bytes.indexOf(CR, start);
    }
  }

  return {
    push(bytes) {
      const first = bytes.indexOf(LF) + 1;
      const last = bytes.lastIndexOf(LF) + 1;
      hand(splitter.push(bytes.subarray(0, first)));
      scan(bytes, first, last);
      hand(splitter.push(bytes.subarray(last)));
    },
    end: () => hand(splitter.end()),
  };
}
