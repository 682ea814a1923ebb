import { PlumblineError } from '../core/errors.ts';
import { MESSAGE_MAX_BYTES } from './database.ts';
import { cleanText } from './text.ts';

/**
 * Parameters as both backends take them: text cleaned, and the whole statement bounded, because a message that is too
 * long kills the embedded engine instead of failing.
 */
export function bindValues(statement: string, values: readonly unknown[]): unknown[] {
  const bound = values.map((value) => {
    if (typeof value === 'string') return cleanText(value);
    if (Array.isArray(value)) return value.map((item: unknown) => (typeof item === 'string' ? cleanText(item) : item));
    return value;
  });
  const bytes = bound.reduce<number>((sum, value) => sum + messageBytes(value), 0);
  if (bytes > MESSAGE_MAX_BYTES) {
    throw new PlumblineError(
      'BODY_TOO_LARGE',
      `a statement of ${bytes} bytes is over the store's ${MESSAGE_MAX_BYTES}: ${statement.slice(0, 60)}`,
    );
  }
  return bound;
}

/** Bytes a value takes in a message; binary values travel as hex. */
function messageBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return 2 * value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + messageBytes(item), 0);
  return 24;
}
