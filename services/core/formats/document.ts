import type { LineReader, LineReading } from './entry.ts';
import { createJsonExtent } from './json-extent.ts';
import { tolerantJson } from './tolerant-json.ts';

/** Longest JSON document that is read, in UTF-16 units. */
export const DOCUMENT_MAX = 16_777_216;
/** How a line begins a document: `{`, or `[` with an object in it; at most 8 blanks before it. */
const OPENING = /^ {0,8}(?:\{\s*(?:["}]|$)|\[\s*(?:\{|$))/;

/** A kind of JSON document that another project writes. */
export interface DocumentKind {
  readonly name: string;
  /** What every document of the kind holds, quotes included: without it a document is not even parsed. */
  readonly sign: string;
  /** Reads a document; null: it is of another kind. */
  read(value: unknown): LineReading;
}

/**
 * Finds the documents of one kind in a log: each begins on a line of its own and may go on over many lines. A line that
 * no JSON can hold ends what was not a document after all.
 */
export function createDocumentReader({ name, sign, read }: DocumentKind): LineReader {
  let lines: string[] = [];
  let length = 0;
  let extent = createJsonExtent();

  function reset(): void {
    lines = [];
    length = 0;
    extent = createJsonExtent();
  }

  const fault = (reason: string): LineReading => {
    const before = lines.length - 1;
    const hasSign = lines.some((line) => line.includes(sign));
    reset();
    const place = before > 0 ? `, begun ${before} lines above` : '';
    return hasSign ? { kind: 'problem', message: `a ${name} document${place}, ${reason}` } : null;
  };

  function finish(): LineReading {
    if (!lines.some((line) => line.includes(sign))) return fault('');
    const parsed = tolerantJson(lines.join('\n'));
    if (!parsed.ok) return fault('is not JSON');
    reset();
    return read(parsed.value);
  }

  function line(text: string): LineReading {
    if (lines.length === 0 && !OPENING.test(text)) return null;
    lines.push(text);
    length += text.length + 1;
    if (length > DOCUMENT_MAX) return fault(`is longer than ${DOCUMENT_MAX} characters`);
    const state = extent.push(`${text}\n`);
    if (state === 'open') return null;
    if (state === 'closed') return finish();
    const alone = lines.length === 1;
    // The line that ends what was no document may begin one.
    return fault('is not JSON') ?? (alone ? null : line(text));
  }

  return {
    read: line,
    get within() {
      return lines.length > 0;
    },
    unfinished() {
      const reading = lines.length > 0 ? fault('has no end') : null;
      return reading?.kind === 'problem' ? reading.message : null;
    },
  };
}
