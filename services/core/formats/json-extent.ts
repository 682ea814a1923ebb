/** Deepest nesting of a document that is followed. */
const DEPTH_MAX = 100;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANKS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20]);
/** What JSON is made of outside of its strings, and Python's `NaN` and `Infinity`. */
const OUTSIDE = new Uint8Array(128);
for (const character of '{}[],:"0123456789+-.eE truefalsnulNaNInfinity\t\n\r') OUTSIDE[character.charCodeAt(0)] = 1;

/** Where a JSON object or array stands: it goes on, it has ended, or it is none. */
export type Extent = 'open' | 'closed' | 'broken';

/**
 * Follows a JSON object or array that comes in pieces, to know where it ends without holding it to be parsed: it counts
 * brackets outside of strings, and stops at the first character that no JSON has there.
 */
export function createJsonExtent(): { push(text: string): Extent } {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let state: Extent = 'open';

  /** Takes one character; answers with the new state. */
  function step(code: number): Extent {
    if (inString) {
      if (escaped) escaped = false;
      else if (code === BACKSLASH) escaped = true;
      else if (code === QUOTE) inString = false;
      return 'open';
    }
    if (code >= 128 || OUTSIDE[code] === 0) return 'broken';
    if (code === QUOTE) inString = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      return depth > 0 ? 'open' : 'closed';
    }
    return depth > DEPTH_MAX || (depth === 0 && !BLANKS.has(code)) ? 'broken' : 'open';
  }

  return {
    push(text) {
      for (let i = 0; i < text.length && state !== 'broken'; i += 1) {
        const code = text.charCodeAt(i);
        if (state === 'open') state = step(code);
        else if (!BLANKS.has(code)) state = 'broken';
      }
      return state;
    },
  };
}
