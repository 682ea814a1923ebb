/** Strings are matched first, so that a word inside one stays what it is. */
const STRING_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Parses JSON and also what Python's `json` writes for a NaN or an infinity: the bare words become the strings "NaN",
 * "Infinity" and "-Infinity", so that one bad value is a finding about its metric and does not lose the line.
 */
export function tolerantJson(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  return parse(text) ?? parse(quoteWords(text)) ?? { ok: false };
}

function quoteWords(text: string): string {
  return text.replace(STRING_OR_WORD, (match) => (match.startsWith('"') ? match : `"${match}"`));
}

function parse(text: string): { ok: true; value: unknown } | null {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return null;
  }
}
