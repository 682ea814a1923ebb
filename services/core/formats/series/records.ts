import { type Place, PlumblineError } from '../../errors.ts';

/** Longest record (a line, or more where quotes hold line ends), in bytes. */
export const RECORD_BYTES_MAX = 16_777_216;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const SPACE = 0x20;

/** Takes a table apart: for each record its line (1-based), then its fields in order, then its end. */
export interface RecordSink {
  begin(line: number): void;
  /** The field is bytes[start..end−1], without its quotes and without spaces around it. */
  field(bytes: Uint8Array, start: number, end: number): void;
  end(): void;
}

export interface RecordReader {
  push(bytes: Uint8Array): void;
  /** Ends the stream: a last line needs no line end. */
  end(): void;
}

/**
 * Splits bytes into records and fields (RFC 4180, any separator of one byte; LF, CRLF or CR). Lines with nothing on them
 * are passed over. INPUT_INVALID for a quote without its end, text after one, and a record above RECORD_BYTES_MAX.
 */
export function createRecordReader(separator: number, sink: RecordSink, place: Place): RecordReader {
  let rest = new Uint8Array(0);
  let line = 1;
  /** Start and end of each field of the record being read; an end below 0 marks one with quotes, its end as −end. */
  const bounds: number[] = [];

  function fault(message: string): PlumblineError {
    return new PlumblineError('INPUT_INVALID', message, { place: { ...place, line } });
  }

  /** Reads one record from `from`; answers where the next begins, −1 when this one's end is not there yet. */
  function record(data: Uint8Array, from: number, last: boolean): number {
    bounds.length = 0;
    let at = from;
    let breaks = 0;
    for (;;) {
      if (data[at] === QUOTE) {
        const opened = at + 1;
        for (at = opened; at < data.length; at += 1) {
          if (data[at] === LF) breaks += 1;
          if (data[at] !== QUOTE) continue;
          if (data[at + 1] !== QUOTE) break;
          at += 1;
        }
        if (at >= data.length) {
          if (last) throw fault('a quote is opened in the record that begins here and never closed');
          return -1;
        }
        bounds.push(opened, -at);
        at += 1;
        while (data[at] === SPACE) at += 1;
        if (at < data.length && data[at] !== separator && data[at] !== LF && data[at] !== CR) {
          throw fault('text follows a closing quote in the record that begins here; write a quote in a field as ""');
        }
      } else {
        const start = at;
        while (at < data.length && data[at] !== separator && data[at] !== LF && data[at] !== CR) at += 1;
        bounds.push(start, at);
      }
      if (at < data.length && data[at] === separator) {
        at += 1;
        continue;
      }
      // A CR that ends the piece may be the first half of a CRLF.
      if (at + (data[at] === CR ? 1 : 0) >= data.length && !last) return -1;
      emit(data);
      line += 1 + breaks;
      return data[at] === CR && data[at + 1] === LF ? at + 2 : at + 1;
    }
  }

  function emit(data: Uint8Array): void {
    if (bounds.length === 2 && isBlank(data, bounds[0] as number, bounds[1] as number)) return;
    sink.begin(line);
    for (let i = 0; i < bounds.length; i += 2) {
      let start = bounds[i] as number;
      let end = bounds[i + 1] as number;
      if (end < 0) {
        const field = unquoted(data.subarray(start, -end));
        sink.field(field, 0, field.length);
        continue;
      }
      while (start < end && data[start] === SPACE) start += 1;
      while (end > start && data[end - 1] === SPACE) end -= 1;
      sink.field(data, start, end);
    }
    sink.end();
  }

  function read(data: Uint8Array, last: boolean): void {
    let from = 0;
    while (from < data.length) {
      const next = record(data, from, last);
      if (next < 0) break;
      from = next;
    }
    rest = data.slice(Math.min(from, data.length));
    if (rest.length > RECORD_BYTES_MAX) throw fault(`a record is longer than ${RECORD_BYTES_MAX} bytes`);
  }

  return {
    push: (bytes) => read(joined(rest, bytes), false),
    end: () => read(rest, true),
  };
}

/** Two pieces as one. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if (bytes[i] !== SPACE) return false;
  return end >= 0;
}

/** The field with each doubled quote made one. */
function unquoted(bytes: Uint8Array): Uint8Array {
  const field = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    field[length] = bytes[i] as number;
    length += 1;
    if (bytes[i] === QUOTE) i += 1;
  }
  return field.subarray(0, length);
}
