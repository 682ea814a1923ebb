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

  /** Gives up what was collected: a problem where it was a document of this kind. */
  function drop(reason: string, above: number): LineReading {
    const ours = lines.some((line) => line.includes(sign));
    reset();
    const place = above > 0 ? `, begun ${above} lines above,` : '';
    return ours ? { kind: 'problem', message: `a ${name} document${place} ${reason}` } : null;
  }

  function finish(): LineReading {
    const ours = lines.some((line) => line.includes(sign));
    const parsed = ours ? tolerantJson(lines.join('\n')) : null;
    if (!parsed?.ok) return drop('is not JSON', lines.length - 1);
    reset();
    return read(parsed.value);
  }

  function line(text: string): LineReading {
    if (lines.length === 0 && !OPENING.test(text)) return null;
    const above = lines.length;
    lines.push(text);
    length += text.length + 1;
    if (length > DOCUMENT_MAX) return drop(`is longer than ${DOCUMENT_MAX} characters`, above);
    const state = extent.push(`${text}\n`);
    if (state === 'open') return null;
    if (state === 'closed') return finish();
    if (above === 0) return drop('is not JSON', above);
    lines.pop();
    // The line that ends what was no document may begin one.
    return drop('is not JSON', above) ?? line(text);
  }

  return {
    read: line,
    get within() {
      return lines.length > 0;
    },
    unfinished() {
      const reading = drop('has no end', lines.length - 1);
      return reading?.kind === 'problem' ? reading.message : null;
    },
  };
}
