const REDACTED = '[redacted]';
/** Shorter values are ordinary words: replacing them would eat the text and hide nothing. */
const MIN_SECRET_CHARACTERS = 6;
/** Longest text that is looked through, in characters; callers hand in lines and sentences, not whole logs. */
const MAX_INPUT_CHARACTERS = 200_000;

/** Shapes of credentials; the part in front of the secret is kept, so that a reader knows what stood there. */
const PATTERNS: readonly [RegExp, string][] = [
  // No word border in front: whatever a log glues to a token does not make it less of one.
  [/(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|hf_|npm_|pypi-)[A-Za-z0-9_-]{16,}/g, `$1${REDACTED}`],
  [/\b(sk-)[A-Za-z0-9_-]{16,}/g, `$1${REDACTED}`],
  [/(AKIA|ASIA)[A-Z0-9]{16}/g, `$1${REDACTED}`],
  [/AIza[A-Za-z0-9_-]{35}/g, REDACTED],
  [/eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, REDACTED],
  [/\b(bearer|basic)(\s+)[A-Za-z0-9._~+/=-]{8,}/gi, `$1$2${REDACTED}`],
  [/(\/\/[^\s/:@]{0,200}:)[^\s/@]{1,500}@/g, `$1${REDACTED}@`],
  [
    /\b((?:[A-Za-z0-9_.-]{0,40}(?:password|passwd|secret|token|api[_-]?key))["']?\s{0,3}[=:]\s{0,3})["']?(?!\[redacted)[^\s"',;]{4,500}["']?/gi,
    `$1${REDACTED}`,
  ],
];
const KEY_BEGIN = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/;
const KEY_END = /-----END [A-Z ]{0,40}PRIVATE KEY-----/;
const KEY_BODY = /^\s*[A-Za-z0-9+/=]+\s*$/;

/**
 * Takes credentials out of a text that comes from a log or a manifest: what is known to be secret, wherever it stands, and
 * what looks like a token, a password in an address or an assignment, or a private key (also one whose first or last
 * lines are missing, as in the tail of a log).
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_CHARACTERS);
  let clean = text.slice(0, MAX_INPUT_CHARACTERS);
  for (const secret of known.sort((one, other) => other.length - one.length))
    clean = clean.replaceAll(secret, REDACTED);
  clean = redactKeys(clean);
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
  return clean;
}

function redactKeys(text: string): string {
  if (!text.includes('PRIVATE KEY-----')) return text;
  const lines: string[] = [];
  let inKey = false;
  for (const line of text.split('\n')) {
    const ends = KEY_END.test(line);
    if (ends && !inKey) while (KEY_BODY.test(lines.at(-1) ?? '')) lines.pop();
    if (KEY_BEGIN.test(line) || (ends && !inKey)) lines.push(REDACTED);
    else if (!inKey) lines.push(line);
    inKey = (inKey || KEY_BEGIN.test(line)) && !ends;
  }
  return lines.join('\n');
}
