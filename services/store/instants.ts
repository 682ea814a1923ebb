import { PlumblineError } from '../core/errors.ts';
import type { Instant } from '../core/model/base.ts';

const STORED = /^(\d{4,}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?\+00$/;

/**
 * PostgreSQL's text of a timestamptz (session in UTC) as RFC 3339. Milliseconds are always written, so that an instant
 * made by Date.toISOString comes back letter by letter; microseconds are kept where they are.
 */
export function instantFromText(text: string): Instant {
  const match = STORED.exec(text);
  if (!match) throw new PlumblineError('INTERNAL', `not an instant in UTC: ${text}`);
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0')}Z`;
}
