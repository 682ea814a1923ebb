import type { JsonObject } from './entry.ts';
import { tolerantJson } from './tolerant-json.ts';

/** The JSON object that a value is; null: it is something else. */
export function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The same, also of an object that was written as text: PerfZero's rows in BigQuery are made of such texts. */
export function objectOrText(value: unknown): JsonObject | null {
  if (typeof value !== 'string') return objectOf(value);
  const parsed = tolerantJson(value);
  return parsed.ok ? objectOf(parsed.value) : null;
}

/** The texts, numbers and flags of an object, named `section.key`. */
export function settingsOf(section: string, fields: JsonObject | null): [name: string, value: string][] {
  return Object.entries(fields ?? {}).flatMap(([key, value]): [string, string][] =>
    ['string', 'number', 'boolean'].includes(typeof value) ? [[`${section}.${key}`, String(value)]] : [],
  );
}
