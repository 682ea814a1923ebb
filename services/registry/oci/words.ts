const WORDS_MAX_CHARACTERS = 300;

/**
 * What a registry says of a failure (distribution-spec, "Error Codes": `errors` with code and message), as one bounded
 * line, without anything in it that is secret.
 */
export function registryWords(body: Buffer, secrets: readonly string[]): string {
  let text = wordsOf(body.toString('utf8'));
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '(hidden)');
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, WORDS_MAX_CHARACTERS);
}

function wordsOf(text: string): string {
  try {
    const value = JSON.parse(text) as { errors?: unknown; details?: unknown; message?: unknown };
    if (Array.isArray(value.errors)) {
      return value.errors.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ');
    }
    return String(value.details ?? value.message ?? '');
  } catch {
    // A page of a proxy: its title says more than its markup.
    return /<title>([^<]*)<\/title>/i.exec(text)?.[1] ?? (/^\s*</.test(text) ? '' : text);
  }
}
