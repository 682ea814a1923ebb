import { factorKind } from '../attribution/factor.ts';
import type { FactorChange } from '../model/incident.ts';
import type { Quote } from './piece.ts';

/** Factors that are named at most in a sentence; the others are counted. */
const MAX_NAMED = 3;

/** Kinds of factors in words. A package is called by its name alone. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['code', 'code'],
  ['config', 'config'],
  ['env', 'env'],
  ['command', 'the command'],
  ['dataset', 'data set file'],
  ['package', ''],
  ['lock', 'the lock'],
  ['python', 'Python'],
  ['base', 'base image'],
  ['dockerfile', 'the Dockerfile'],
  ['os-package', 'OS package'],
  ['harness', 'the harness'],
]);

/** Kinds whose values are digests or whole lines, which tell a reader nothing. */
const WITHOUT_VALUES: ReadonlySet<string> = new Set(['code', 'command', 'dataset', 'lock', 'dockerfile', 'harness']);

/** What a factor is called: `numpy`, `config epochs`, `data set file train.csv`, `kernel`. */
export function factorName(factor: string, quote: Quote): string {
  const kind = factorKind(factor);
  const name = factor.slice(kind.length + 1);
  const words = KINDS.get(kind) ?? quote(kind);
  return [words, quote(name)].filter((part) => part !== '').join(' ');
}

/** A factor with what became of it: `numpy 1.26.4 → 2.0.0`, `config epochs 20 (added)`, `data set file train.csv`. */
export function factorChange({ factor, from, to }: FactorChange, quote: Quote): string {
  const values = WITHOUT_VALUES.has(factorKind(factor)) ? [] : [from, to].filter((side) => side !== '');
  const added = from === '' ? ' (added)' : to === '' ? ' (removed)' : '';
  const between = values.length > 0 ? ` ${values.map((value) => quote(value)).join(' → ')}` : '';
  return `${factorName(factor, quote)}${between}${added}`;
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 2 more`. */
export function listed(items: readonly string[]): string {
  const shown = items.slice(0, MAX_NAMED);
  const last = items.length > MAX_NAMED ? `${items.length - MAX_NAMED} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}
