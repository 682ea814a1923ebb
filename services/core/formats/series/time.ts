import { decimalOf } from './decimal.ts';
import type { TimeKind } from './series.ts';

const MINUTE_MS = 60_000;
/** A day, and a time of day with an optional offset; a time without one is read as UTC. */
const CALENDAR = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|([+-])(\d\d):?(\d\d)?)?)?$/;

/** A time as a number: itself, or milliseconds since 1970-01-01T00:00Z. */
export interface Time {
  readonly kind: TimeKind;
  readonly value: number;
}

/** A number, an ISO day or an ISO instant; null for anything else, also for a day that no calendar has. */
export function timeOf(text: string): Time | null {
  const number = decimalOf(text);
  if (Number.isFinite(number)) return { kind: 'number', value: number };
  const parts = CALENDAR.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
  const whole = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(whole);
  // A field that is too large would have carried into the next.
  if (read.getUTCDate() !== day || read.getUTCHours() !== hour || read.getUTCMinutes() !== minute) return null;
  if (read.getUTCMonth() !== month - 1 || second > 59) return null;
  const offset = (60 * Number(parts[9] ?? 0) + Number(parts[10] ?? 0)) * MINUTE_MS;
  const value = whole + 1_000 * Number(parts[7] ?? 0) - (parts[8] === '-' ? -offset : offset);
  return { kind: parts[4] === undefined ? 'date' : 'instant', value };
}

type Six = [number, number, number, number, number, number];

/** A time as JSON writes it: a number, or a text such as "2026-03-01" or "2026-03-01T02:00:00Z" (to the millisecond). */
export function timeJson(kind: TimeKind, value: number): string {
  return kind === 'number' ? String(value) : `"${timeText(kind, value)}"`;
}

/** The same for people. */
export function timeText(kind: TimeKind, value: number): string {
  if (kind === 'number') return String(value);
  const text = new Date(value).toISOString();
  return kind === 'date' ? text.slice(0, 10) : text.replace('.000Z', 'Z');
}
