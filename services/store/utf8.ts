/** Bytes that go on a character: 10xxxxxx. */
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
/** A character of UTF-8 has at most three bytes after its first. */
const CONTINUATION_MAX_BYTES = 3;

/** Bytes that a character with this first byte has. */
function width(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/**
 * Cuts a piece out of the middle of UTF-8 text at characters' borders: leaves out the end of a character that began
 * before it and, unless the text ends here, the beginning of one that goes on behind it.
 */
export function cutUtf8(
  bytes: Buffer,
  isEnd: boolean,
): { readonly text: string; readonly skipped: number; readonly used: number } {
  let begin = 0;
  while (begin < CONTINUATION_MAX_BYTES && isContinuation(bytes[begin])) begin += 1;
  let end = bytes.length;
  if (!isEnd) {
    let last = end - 1;
    while (last > begin && end - last <= CONTINUATION_MAX_BYTES && isContinuation(bytes[last])) last -= 1;
    if (last >= begin && last + width(bytes[last] ?? 0) > end) end = last;
  }
  return { text: bytes.toString('utf8', begin, end), skipped: begin, used: end - begin };
}
