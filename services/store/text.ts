/** Shown where a NUL stood: PostgreSQL's text cannot hold one. */
const NUL_SHOWN = '\u2400';
/** Shown where half a surrogate pair stood: it has no UTF-8 form. */
const LONE_SHOWN = '\ufffd';
// biome-ignore lint/suspicious/noControlCharactersInRegex: the NUL is what this looks for
const UNSTORABLE = /\u0000|\p{Surrogate}/gu;
/** One escape of JSON text. An escaped backslash is consumed as a pair, so the text `\\u0000` is left alone. */
const ESCAPES = /\\(u0000|ud[89a-f][0-9a-f]{2}|[\s\S])/g;

/** Text as the database can hold it: NUL becomes U+2400, a lone surrogate U+FFFD. */
export function cleanText(text: string): string {
  return text.replace(UNSTORABLE, (found) => (found === '\u0000' ? NUL_SHOWN : LONE_SHOWN));
}

/** JSON text of a value, cleaned likewise in its keys and strings. Undefined members are left out. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.replace(ESCAPES, (found, kind: string) => {
    if (kind === 'u0000') return NUL_SHOWN;
    return kind.length === 5 ? LONE_SHOWN : found;
  });
}

/** What a value becomes once it was stored as JSON: what digests are made over. */
export function storable<T>(value: T): T {
  return JSON.parse(jsonText(value)) as T;
}
