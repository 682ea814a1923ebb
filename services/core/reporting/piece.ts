import { inline, plain } from './text.ts';

/**
 * How a piece of foreign text (a version, a path, a builder's reason) enters a sentence, in at most `maxCharacters` before it
 * is escaped.
 */
export type Quote = (text: string, maxCharacters?: number) => string;

/** A version or a name; what is longer tells a reader no more. */
const MAX_PIECE_CHARACTERS = 60;
/** Hexadecimal characters of a SHA-256 that are shown, and of a git commit. */
const DIGEST = /\b([0-9a-f]{12})[0-9a-f]{52}\b/g;
const COMMIT = /\b([0-9a-f]{8})[0-9a-f]{32}\b/g;

/** Pieces for a title, a terminal or a page: without credentials and control characters, and nothing escaped. */
export function plainQuote(secrets: readonly string[] = []): Quote {
  // Digests are shortened after secrets are gone: what is left of a cut secret would no longer be recognised.
  return (text, maxCharacters = MAX_PIECE_CHARACTERS) => {
    const whole = plain(text, secrets).replace(DIGEST, '$1').replace(COMMIT, '$1');
    return whole.length > maxCharacters ? `${whole.slice(0, maxCharacters - 1)}…` : whole;
  };
}

/** Pieces for GitHub: the same, made harmless and escaped. */
export function markdownQuote(secrets: readonly string[] = []): Quote {
  const quote = plainQuote(secrets);
  return (text, maxCharacters = MAX_PIECE_CHARACTERS) => inline(quote(text, maxCharacters), secrets, maxCharacters);
}
