import { DOCUMENT_MAX } from '../document.ts';
import { createJsonExtent } from '../json-extent.ts';
import { tolerantJson } from '../tolerant-json.ts';

const BLANKS: ReadonlySet<number | undefined> = new Set([0x09, 0x0a, 0x0d, 0x20]);
/** UTF-8 of the byte order mark. */
const MARK = [0xef, 0xbb, 0xbf];
const [OPEN_LIST, OPEN_OBJECT] = [0x5b, 0x7b];

/** Whether bytes begin with a bracket, a byte order mark and blanks aside; null: that cannot be said yet. */
export function beginsWithBracket(bytes: Uint8Array): boolean | null {
  let at = MARK.every((byte, i) => bytes[i] === byte) ? MARK.length : 0;
  while (BLANKS.has(bytes[at])) at += 1;
  return at === bytes.length ? null : bytes[at] === OPEN_OBJECT || bytes[at] === OPEN_LIST;
}

/** A file that may be one JSON document, as it comes. */
export interface WholeDocument {
  /** Takes the next bytes; false: it is not one document, and `pieces` are to be read as lines. */
  push(bytes: Uint8Array): boolean;
  /** The document; undefined: it is none. */
  end(): unknown;
  readonly pieces: readonly Uint8Array[];
}

/** Holds a file while it may still be one JSON document, up to DOCUMENT_MAX: its lines may be longer than a log's. */
export function createWholeDocument(): WholeDocument {
  const pieces: Uint8Array[] = [];
  const decoder = new TextDecoder('utf-8');
  const extent = createJsonExtent();
  let text = '';
  return {
    pieces,
    push(bytes) {
      pieces.push(bytes.slice());
      const piece = decoder.decode(bytes, { stream: true });
      text += piece;
      return text.length <= DOCUMENT_MAX && extent.push(piece) !== 'broken';
    },
    end() {
      const parsed = tolerantJson(text);
      return parsed.ok ? parsed.value : undefined;
    },
  };
}
