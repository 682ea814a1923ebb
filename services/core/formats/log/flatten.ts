import { describe, type LogEntry } from '../entry.ts';
import { printable } from '../printable.ts';

/** Deepest nesting of a value that is taken apart. */
const DEPTH_MAX = 4;
/** Most numbers of one entry. */
const FIELDS_MAX = 1000;
/** Longest name of a metric, in characters: the bound of a manifest's `source.key`. */
const NAME_MAX = 200;
/** How tolerant JSON and the other readers write what is a number and is none. */
const NOT_FINITE: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

export interface Flattened {
  readonly values: readonly { readonly metric: string; readonly value: number }[];
  readonly problems: readonly string[];
}

/**
 * Every number of an entry: its value, or the fields of its value as `key.field`, the items of a list as `key.0`. Texts
 * and flags are no measurements; a NaN, an infinity or a number too large for one is a problem.
 */
export function flatten({ key, value }: LogEntry): Flattened {
  const values: { metric: string; value: number }[] = [];
  const problems: string[] = [];
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
    else if (typeof found === 'number' || NOT_FINITE.has(found)) {
      problems.push(`${metric}: ${describe(found)} is not a finite number`);
    }
  }

  visit(key, value, 0);
  if (seen >= FIELDS_MAX) problems.push(`${printable(key, NAME_MAX)}: more than ${FIELDS_MAX} values on one line`);
  return { values, problems };
}
