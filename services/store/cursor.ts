import { PlumblineError } from '../core/errors.ts';

/** Where a page ended: the sort key of its last row. */
export interface Position {
  readonly at: string;
  readonly id: string;
}

/** Longest cursor that is looked at, in characters. */
const CURSOR_MAX_CHARACTERS = 400;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/;

/** An opaque cursor: callers hand it back and read nothing from it. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at, position.id])).toString('base64url');
}

/** Reads a cursor; INPUT_INVALID for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Position {
  const [at, id] = cursor.length <= CURSOR_MAX_CHARACTERS ? parts(cursor) : [];
  if (typeof at === 'string' && typeof id === 'string' && INSTANT.test(at) && !Number.isNaN(Date.parse(at))) {
    const position = { at, id };
    if (encodeCursor(position) === cursor) return position;
  }
  throw new PlumblineError('INPUT_INVALID', `not a cursor of this list: ${cursor.slice(0, 80)}`);
}

function parts(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) && value.length === 2 ? value : [];
  } catch {
    return [];
  }
}
