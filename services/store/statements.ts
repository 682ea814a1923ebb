const DOLLAR = /\$\w*\$/y;

/**
 * Splits a migration into its statements, since a prepared statement holds only one. Knows `--` comments, quotes and
 * dollar quotes, which is what migrations are written with.
 */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; ) {
    if (text[at] === ';') {
      statements.push(text.slice(start, at).trim());
      at += 1;
      start = at;
    } else {
      at = skip(text, at);
    }
  }
  statements.push(text.slice(start).trim());
  return statements.filter((statement) => statement !== '');
}

/** Position after the comment, quoted text or single character that begins at `at`. */
function skip(text: string, at: number): number {
  if (text.startsWith('--', at)) return after(text, '\n', at);
  if (text[at] === "'") return after(text, "'", at + 1);
  DOLLAR.lastIndex = at;
  const quote = DOLLAR.exec(text)?.[0];
  return quote ? after(text, quote, at + quote.length) : at + 1;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}
