import { numberOf } from './number.ts';

/** Deepest nesting that is read. */
const DEPTH_MAX = 8;
const WORDS: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };
/** Strings, numbers and words, dots in them; else one character. */
const TOKENS = /\s+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[-+]?[\w.]+(?:(?<=[eE])[-+]\d+)?|[\s\S]/g;
/** How numpy and torch print a number of theirs: `np.float64(0.5)`, `tensor(0.5)`. */
const WRAPPERS = /^(?:(?:np|numpy)\.\w+|tensor)$/;

/**
 * Reads a Python literal of dicts, lists, tuples, strings, numbers, None, True and False. Nothing is evaluated; `nan` and
 * `inf` become their text, as in `tolerantJson`.
 */
export function pythonLiteral(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  const tokens = (text.match(TOKENS) ?? []).filter((token) => !/^\s/.test(token));
  let at = 0;
  let fault = false;

  const take = (expected: string): void => {
    if (tokens[at] === expected) at += 1;
    else fault = true;
  };

  function items(close: string, item: () => void): void {
    while (!fault && tokens[at] !== close) {
      item();
      if (tokens[at] === ',') at += 1;
      else break;
    }
    take(close);
  }

  function value(depth: number): unknown {
    const token = tokens[at] ?? '';
    at += 1;
    if (depth > DEPTH_MAX || token === '') {
      fault = true;
      return null;
    }
    if (token === '{') {
      const pairs: [string, unknown][] = [];
      items('}', () => {
        const key = value(depth + 1);
        take(':');
        pairs.push([String(key), value(depth + 1)]);
      });
      return Object.fromEntries(pairs);
    }
    if (token === '[' || token === '(') {
      const list: unknown[] = [];
      items(token === '[' ? ']' : ')', () => list.push(value(depth + 1)));
      return list;
    }
    if (/^['"]./.test(token)) return token.slice(1, -1).replace(/\\(.)/g, '$1');
    if (Object.hasOwn(WORDS, token)) return WORDS[token];
    if (WRAPPERS.test(token)) {
      take('(');
      const inner = value(depth + 1);
      take(')');
      return inner;
    }
    const number = numberOf(token);
    if (number === undefined) fault = true;
    return number;
  }

  const result = value(0);
  return fault || at < tokens.length ? { ok: false } : { ok: true, value: result };
}
