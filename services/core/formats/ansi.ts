const ESCAPE = '\u001b';
/** Control sequences of terminals (ECMA-48): colours, movements of the cursor. */
const SEQUENCES = new RegExp(`${ESCAPE}\\[[0-9;?]{0,30}[A-Za-z]`, 'g');

/** A text without what colours it or moves the cursor. */
export function withoutAnsi(text: string): string {
  return text.includes(ESCAPE) ? text.replace(SEQUENCES, '') : text;
}
