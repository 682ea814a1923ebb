import { type Place, PlumblineError } from '../../errors.ts';
import { createAllowance } from './allowance.ts';
import { createTableReader, type TableOptions } from './csv.ts';
import { type JsonOptions, readJsonSeries } from './json.ts';
import { joined, RECORD_BYTES_MAX } from './records.ts';
import type { InputSeries } from './series.ts';
import { type SeriesFormat, type Sniffed, sniff } from './sniff.ts';

/** Longest JSON input, in bytes: it is held as one text, and the longest text has 512 MiB. A CSV streams by. */
export const JSON_BYTES_MAX = 400_000_000;

export interface SeriesOptions {
  /** The file, for messages. */
  readonly file: string;
  /** Null: by the first sign that is no space. */
  readonly format: SeriesFormat | null;
  /** Whether a CSV of several columns has times. */
  readonly timed: boolean;
  /** Whether rows may stand in any order and are put in that of time. */
  readonly sort: boolean;
}

export interface SeriesReader {
  push(bytes: Uint8Array): void;
  /** Everything that was read; INPUT_INVALID when there is no number in it. */
  end(): InputSeries[];
}

/**
 * Reads one or many series from the bytes of a CSV or a JSON file, as they come. INPUT_INVALID for everything that
 * cannot be meant, with its place; see csv.ts and json.ts.
 */
export function createSeriesReader(
  { file, format, timed, sort }: SeriesOptions,
  { jsonBytesMax = JSON_BYTES_MAX, headBytesMax = RECORD_BYTES_MAX } = {},
): SeriesReader {
  const place: Place = { file };
  const allowance = createAllowance(place);
  let head: Uint8Array = new Uint8Array(0);
  let reader: SeriesReader | null = null;

  function begin(sniffed: Sniffed): SeriesReader {
    const { separator } = sniffed;
    const chosen =
      sniffed.format === 'json'
        ? createJsonReader({ place, sort, allowance }, jsonBytesMax)
        : tableReader({ place, separator, timed, sort, allowance });
    chosen.push(head.subarray(sniffed.start));
    head = new Uint8Array(0);
    reader = chosen;
    return chosen;
  }

  return {
    push(bytes) {
      if (reader !== null) return reader.push(bytes);
      head = joined(head, bytes);
      const sniffed = sniff(head, format, false, place);
      if (sniffed !== null) begin(sniffed);
      else if (head.length > headBytesMax) {
        throw new PlumblineError('INPUT_INVALID', `the first line is longer than ${headBytesMax} bytes`, { place });
      }
    },
    end() {
      if (reader === null && head.length === 0) throw new PlumblineError('INPUT_INVALID', 'this is empty', { place });
      const read = (reader ?? begin(sniff(head, format, true, place) as Sniffed)).end();
      if (!read.some(({ values }) => values.some((value) => !Number.isNaN(value)))) {
        throw new PlumblineError('INPUT_INVALID', 'there is no number in it', { place });
      }
      return read;
    },
  };
}

function tableReader(options: TableOptions): SeriesReader {
  const table = createTableReader(options);
  return {
    push: table.push,
    end() {
      table.end();
      return table.series();
    },
  };
}

function createJsonReader(options: JsonOptions, bytesMax: number): SeriesReader {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  return {
    push(bytes) {
      length += bytes.length;
      if (length > bytesMax) {
        const message = `JSON may have ${bytesMax} bytes at most; a CSV may be longer`;
        throw new PlumblineError('INPUT_INVALID', message, { place: options.place });
      }
      pieces.push(decoder.decode(bytes, { stream: true }));
    },
    end: () => readJsonSeries([...pieces, decoder.decode()].join(''), options),
  };
}
