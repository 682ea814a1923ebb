/** Characters that mean nothing to any shell; `esac` alone would end a `case`. */
const PLAIN = /^(?!esac$)[A-Za-z0-9_@%+=:,./-]+$/;

/** A value as one word of a POSIX shell, whatever it holds; a NUL, which no argument can hold, becomes U+FFFD. */
export function shellWord(value: string): string {
  const text = value.replaceAll('\0', '\uFFFD');
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text as a comment: one line, so that no value of a manifest becomes a command. */
export function shellComment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`;
}
