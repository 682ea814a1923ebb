import { type Place, PlumblineError } from '../../errors.ts';

export type SeriesFormat = 'csv' | 'json';

/** What the first bytes of an input show. */
export interface Sniffed {
  readonly format: SeriesFormat;
  /** Where the data begins: behind a byte order mark. */
  readonly start: number;
  /** Byte between two fields of a CSV. */
  readonly separator: number;
}

const MARK = [0xef, 0xbb, 0xbf];
const BRACKETS = new Set(['{', '['].map((sign) => sign.charCodeAt(0)));
/** In the order of preference where several are as frequent. */
const SEPARATORS = [',', ';', '\t'].map((sign) => sign.charCodeAt(0));
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * Tells JSON (its first sign is a bracket) from CSV, and which separator is most frequent on the first line, outside
 * quotes. Null: these bytes do not reach the end of the first line, and more may come. INPUT_INVALID for UTF-16.
 */
export function sniff(bytes: Uint8Array, wanted: SeriesFormat | null, last: boolean, place: Place): Sniffed | null {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new PlumblineError('INPUT_INVALID', 'this is UTF-16; it must be UTF-8', { place });
  }
  const start = MARK.every((byte, i) => bytes[i] === byte) ? MARK.length : 0;
  let first = start;
  while (first < bytes.length && isSpace(bytes[first] as number)) first += 1;
  if (first === bytes.length)
    return last ? { format: wanted ?? 'csv', start, separator: SEPARATORS[0] as number } : null;
  const format = wanted ?? (BRACKETS.has(bytes[first] as number) ? 'json' : 'csv');
  const counts = new Map(SEPARATORS.map((separator) => [separator, 0]));
  let quoted = false;
  let end = first;
  for (; end < bytes.length && (quoted || (bytes[end] !== LF && bytes[end] !== CR)); end += 1) {
    const byte = bytes[end] as number;
    if (byte === QUOTE) quoted = !quoted;
    else if (!quoted && counts.has(byte)) counts.set(byte, (counts.get(byte) as number) + 1);
  }
  if (format === 'csv' && end === bytes.length && !last) return null;
  const [separator] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
  return { format, start, separator };
}

/** A tab at the beginning of a line is an empty field, so only what JSON and blank lines share is passed over. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === LF || byte === CR;
}
