import { redact } from '../../services/core/reporting/redact.ts';

/** What of a program's output stands in an error message, in characters from the end. */
const TAIL_CHARACTERS = 400;

/**
 * What a program said last, in one line, without what an address or a setting may hold; cut only afterwards, so that no half
 * of a secret is left.
 */
export function lastWords(text: string): string {
  return redact(text.replace(/\/\/[^/@\s]*@/g, '//'))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(-TAIL_CHARACTERS);
}
