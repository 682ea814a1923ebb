import type { LogFormat } from '../../model/metric.ts';
import type { LineReading } from '../entry.ts';
import type { LogLine } from '../lines.ts';
import { LINE_READERS, LOG_FORMATS } from '../readers.ts';
import { createCollection } from './collection.ts';
import { createLineFinder } from './finder.ts';
import { mayOpenDocument } from './opening.ts';
import type { LogReader, LogTaker, ParsedLog } from './parsed.ts';
import { createTokenSearch } from './tokens.ts';
import { beginsWithBracket, createWholeDocument } from './whole.ts';

/**
 * Reads a log of any format of `LINE_READERS`. Lines may be of several formats: each belongs to the first that reads it,
 * and every measurement says which. A file that is one JSON document is read as a whole.
 *
 * @param format the only format to read; null: every one that is found.
 * @param taker is handed each measurement when it is read, and `ParsedLog.measurements` stays empty; without it they are
 *   kept, up to MEASUREMENTS_MAX.
 */
export function createLogReader(format: LogFormat | null, taker: LogTaker | null = null): LogReader {
  const formats = format === null ? LOG_FORMATS : [format];
  const readers = formats.map((name) => ({ name, reader: LINE_READERS[name].create() }));
  const documents = formats.flatMap((name) => ({ name, kind: LINE_READERS[name].document }));
  const hasToken = createTokenSearch(formats.flatMap((name) => LINE_READERS[name].tokens));
  const anyDocument = documents.some(({ kind }) => kind !== undefined);
  const collection = createCollection(taker);
  let lastLine = 1;

  function read({ text, number, cut }: LogLine): void {
    lastLine = number;
    for (const { name, reader } of readers) {
      const reading = reader.read(text);
      if (reading === null) continue;
      collection.add(name, reading, number, cut);
      return;
    }
  }

  const finder = createLineFinder({
    wanted: (bytes, from, to) => hasToken(bytes, from, to) || (anyDocument && mayOpenDocument(bytes, from, to)),
    within: () => readers.some(({ reader }) => reader.within),
    take: read,
  });
  let whole = anyDocument ? createWholeDocument() : null;
  let decided = false;

  function asLines(): void {
    for (const piece of whole?.pieces ?? []) finder.push(piece);
    whole = null;
  }

  function readWhole(): boolean {
    const value = whole?.end();
    if (value === undefined) return false;
    for (const { name, kind } of documents) {
      const reading: LineReading = kind?.read(value) ?? null;
      if (reading === null) continue;
      collection.add(name, reading, 1, false);
      return true;
    }
    return false;
  }

  return {
    push(bytes) {
      if (whole === null) {
        finder.push(bytes);
        return;
      }
      const may = decided ? true : beginsWithBracket(bytes);
      decided ||= may === true;
      if (!whole.push(bytes) || may === false) asLines();
    },
    end() {
      if (!readWhole()) {
        asLines();
        finder.end();
      }
      for (const { name, reader } of readers) {
        const message = reader.unfinished?.() ?? null;
        if (message !== null) collection.add(name, { kind: 'problem', message }, lastLine, false);
      }
      return collection.end(format);
    },
  };
}

/** Reads a log that is in memory. */
export function parseLog(bytes: Uint8Array, format: LogFormat | null = null): ParsedLog {
  const reader = createLogReader(format);
  reader.push(bytes);
  return reader.end();
}
