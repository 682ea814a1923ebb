const [SPACE, TAB, QUOTE, OPEN_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x20, 0x09, 0x22, 0x5b, 0x7b, 0x7d] as const;
/** Most blanks before the first bracket of a document. */
const BLANKS_MAX = 8;

/**
 * Whether a line may begin a JSON document: the test on bytes of what `createDocumentReader` tests on text. It may say
 * yes where that says no, never the other way round.
 */
export function mayOpenDocument(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && bytes[at] === SPACE && at - from < BLANKS_MAX) at += 1;
  const bracket = bytes[at];
  if (at >= to || (bracket !== OPEN_OBJECT && bracket !== OPEN_LIST)) return false;
  at += 1;
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  if (at >= to) return true;
  const next = bytes[at] as number;
  // Other white space of Unicode is rare enough to be looked at as text.
  if (next >= 128 || next < SPACE) return true;
  return bracket === OPEN_LIST ? next === OPEN_OBJECT : next === QUOTE || next === CLOSE_OBJECT;
}
