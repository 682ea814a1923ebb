import { describe, type LogEntry } from '../entry.ts';
import { printable } from '../printable.ts';

/** Deepest nesting of a value that is taken apart. */
const DEPTH_MAX = 4;
/** Most numbers of one entry. */
export const FIELDS_MAX = 1000;
/** Longest name of a metric, in characters: the bound of a manifest's `source.key`. */
const NAME_MAX = 200;
/** How tolerant JSON and the other readers write what is a number and is none. */
const NOT_FINITE: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

export interface Flattened {
  readonly values: readonly { readonly metric: string; readonly value: number }[];
  /** What should have been a number: a NaN, an infinity, one too large for a number; in words. */
  readonly unusable: readonly { readonly metric: string; readonly value: string }[];
  /** Texts and flags, which are no measurements: an optimizer's name, a submission's owner. */
  readonly texts: readonly { readonly name: string; readonly value: string }[];
  /** Whether the entry holds more values than are read. */
  readonly crowded: boolean;
}

/**
 * Every number of an entry: its value, or the fields of its value as `key.field`, the items of a list as `key.0`. Texts
 * and flags are kept apart; a NaN, an infinity or a number too large for one is unusable.
 */
export function flatten({ key, value }: LogEntry): Flattened {
  const values: { metric: string; value: number }[] = [];
  const unusable: { metric: string; value: string }[] = [];
  const texts: { name: string; value: string }[] = [];
  let seen = 0;

  function visit(name: string, found: unknown, depth: number): void {
    if (typeof found === 'object' && found !== null && depth < DEPTH_MAX) {
      for (const field of Object.keys(found)) {
        if (seen >= FIELDS_MAX) return;
        visit(`${name}.${field}`, (found as Readonly<Record<string, unknown>>)[field], depth + 1);
      }
      return;
    }
    seen += 1;
    const metric = printable(name, NAME_MAX);
    if (typeof found === 'number' && Number.isFinite(found)) values.push({ metric, value: found });
    else if (typeof found === 'number' || NOT_FINITE.has(found)) unusable.push({ metric, value: describe(found) });
    else if (typeof found === 'string' || typeof found === 'boolean')
      texts.push({ name: metric, value: String(found) });
  }

  visit(key, value, 0);
  return { values, unusable, texts, crowded: seen >= FIELDS_MAX };
}
