/**
 * A text of a log made fit for a message: control characters (a NUL is refused by PostgreSQL, an escape sequence would
 * reach a terminal) and lone surrogates become U+FFFD, and the length is bounded, in UTF-16 units.
 */
export function printable(text: string, maxLength: number): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return short.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
}
