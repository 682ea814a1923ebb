/** Where a text stops being JSON; 1-based. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  /** What stands there, a few characters; empty at the end of the text. */
  readonly found: string;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const FOUND = /[\w.+-]{1,20}|./sy;

/** What may stand next. */
type Wanted = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/**
 * The first place at which a text cannot go on as JSON; null when it is JSON. `JSON.parse` says that it is not, but not
 * always where.
 */
export function jsonFault(text: string): JsonFault | null {
  const open: ('[' | '{')[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const after = (): Wanted => (open.length === 0 ? 'nothing' : 'comma or end');
  for (;;) {
    at += lengthAt(SPACE, text, at);
    const sign = text[at];
    if (sign === undefined) return wanted === 'nothing' ? null : placeOf(text, at);
    const closes = sign === (open.at(-1) === '{' ? '}' : ']') && open.length > 0 && wanted.endsWith('or end');
    if (closes) {
      open.pop();
      wanted = after();
      at += 1;
    } else if (wanted === 'colon' && sign === ':') {
      wanted = 'value';
      at += 1;
    } else if (wanted === 'comma or end' && sign === ',') {
      wanted = open.at(-1) === '{' ? 'key' : 'value';
      at += 1;
    } else if (wanted.startsWith('value') && (sign === '[' || sign === '{')) {
      open.push(sign);
      wanted = sign === '{' ? 'key or end' : 'value or end';
      at += 1;
    } else {
      const key = wanted.startsWith('key');
      const length = wanted.startsWith('value') || (key && sign === '"') ? lengthAt(SCALAR, text, at) : 0;
      if (length === 0) return placeOf(text, at);
      wanted = key ? 'colon' : after();
      at += length;
    }
  }
}

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function placeOf(text: string, at: number): JsonFault {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  FOUND.lastIndex = at;
  return { line, column: at - before.lastIndexOf('\n'), found: FOUND.exec(text)?.[0] ?? '' };
}
