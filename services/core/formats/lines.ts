/** Longest line that is kept, in bytes; what comes after it on the same line is dropped and counted. */
export const MAX_LINE_BYTES = 65_536;
/** A UTF-8 character has at most three continuation bytes, so a cut looks back no further. */
const MAX_CONTINUATION_BYTES = 3;
const LF = 0x0a;
const CR = 0x0d;

export interface LogLine {
  /** 1-based; LF, CRLF and a lone CR (a progress bar) each end a line. */
  readonly number: number;
  readonly text: string;
  /** Whether the line was longer than the bound and its rest was dropped. */
  readonly cut: boolean;
}

export interface LineSplitter {
  /** Takes the next bytes of the stream; returns the lines they finished. */
  push(bytes: Uint8Array): readonly LogLine[];
  /** Ends the stream; returns the half line that had no end, when there is one. */
  end(): readonly LogLine[];
  /** Bytes dropped so far because their line was over the bound. */
  droppedBytes(): number;
}

/**
 * Splits a byte stream into lines with flat memory: it holds one buffer of `maxLineBytes` however long a line is.
 * Invalid UTF-8 becomes U+FFFD; nothing throws.
 */
export function createLineSplitter({ maxLineBytes = MAX_LINE_BYTES }: { maxLineBytes?: number } = {}): LineSplitter {
  const buffer = new Uint8Array(maxLineBytes);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let held = 0;
  let dropped = 0;
  let firstDropped: number | null = null;
  let afterCr = false;
  let number = 0;

  function keep(piece: Uint8Array): void {
    const room = Math.min(piece.length, maxLineBytes - held);
    buffer.set(piece.subarray(0, room), held);
    held += room;
    if (room === piece.length) return;
    firstDropped ??= piece[room] as number;
    dropped += piece.length - room;
  }

  function finish(): LogLine {
    const cut = firstDropped !== null;
    const length = cut && isContinuation(firstDropped as number) ? wholeCharacters(buffer.subarray(0, held)) : held;
    dropped += held - length;
    const text = decoder.decode(buffer.subarray(0, length));
    held = 0;
    firstDropped = null;
    number += 1;
    return { number, text, cut };
  }

  return {
    push(bytes) {
      const lines: LogLine[] = [];
      let start = 0;
      let lf = bytes.indexOf(LF);
      let cr = bytes.indexOf(CR);
      if (afterCr && lf === 0) {
        start = 1;
        lf = bytes.indexOf(LF, 1);
      }
      if (bytes.length > 0) afterCr = false;
      while (lf !== -1 || cr !== -1) {
        const byCr = cr !== -1 && (lf === -1 || cr < lf);
        const at = byCr ? cr : lf;
        keep(bytes.subarray(start, at));
        lines.push(finish());
        start = at + 1;
        if (byCr && lf === at + 1) start += 1;
        // A CR that ends the piece may be the first half of a CRLF: the LF that would follow ends nothing.
        else if (byCr && start === bytes.length) afterCr = true;
        if (lf !== -1 && lf < start) lf = bytes.indexOf(LF, start);
        if (cr !== -1 && cr < start) cr = bytes.indexOf(CR, start);
      }
      keep(bytes.subarray(start));
      return lines;
    },
    end: () => (held === 0 && firstDropped === null ? [] : [finish()]),
    droppedBytes: () => dropped,
  };
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** Length of the bytes without the character that the cut went through. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(MAX_CONTINUATION_BYTES, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (!isContinuation(byte)) return byte >= 0xc0 ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
