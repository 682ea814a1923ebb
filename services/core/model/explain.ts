import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** One thing that is wrong in a value, where it is, and what was expected there. */
export interface Violation {
  /** Keys and indexes from the root to the value; for an unknown or missing key, that key is the last. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** `key`: the key itself is wrong; `missing`: it is not there; `value`: what stands there is wrong. */
  readonly about: 'key' | 'missing' | 'value';
}

/** A file with more mistakes than this is told these first. */
export const MAX_VIOLATIONS = 100;
const MAX_SHOWN_CHARACTERS = 80;

/** The part of JSON Schema that our models use. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Node;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly [keyword: string]: unknown;
}

type Path = readonly (string | number)[];

/**
 * Everything in which a value departs from a schema, in the order of the schema, at most `MAX_VIOLATIONS`. Empty exactly
 * when the value satisfies it: the schema's own check decides, this only finds the words.
 */
export function explain(schema: TSchema, value: unknown): readonly Violation[] {
  if (Value.Check(schema, value)) return [];
  const found: Violation[] = [];
  visit(schema as unknown as Node, value, [], found);
  if (found.length === 0)
    found.push({ path: [], message: `expected ${expected(schema as unknown as Node)}`, about: 'value' });
  return found.slice(0, MAX_VIOLATIONS);
}

function visit(node: Node, value: unknown, path: Path, found: Violation[]): void {
  if (found.length >= MAX_VIOLATIONS) return;
  const chosen = node.anyOf === undefined ? undefined : choose(node.anyOf, value);
  if (node.type === 'object' && isMapping(value)) visitMapping(node, value, path, found);
  else if (node.type === 'array' && Array.isArray(value)) visitList(node, value, path, found);
  else if (chosen !== undefined) visit(chosen, value, path, found);
  else if (!Value.Check(node as unknown as TSchema, value)) {
    found.push({ path, message: `expected ${expected(node)}, found ${show(value)}`, about: 'value' });
  }
}

function visitMapping(node: Node, value: Record<string, unknown>, path: Path, found: Violation[]): void {
  for (const key of node.required ?? []) {
    if (Object.hasOwn(value, key)) continue;
    const wanted = node.properties?.[key];
    const message = `missing key ${key}: expected ${wanted === undefined ? 'a value' : expected(wanted)}`;
    found.push({ path: [...path, key], message, about: 'missing' });
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    if (node.properties !== undefined && Object.hasOwn(node.properties, key)) {
      visit(node.properties[key] as Node, inner, at, found);
      continue;
    }
    const patterns = Object.entries(node.patternProperties ?? {});
    const match = patterns.find(([pattern]) => new RegExp(pattern, 'u').test(key));
    if (match !== undefined) visit(match[1], inner, at, found);
    else if (patterns.length > 0) {
      found.push({
        path: at,
        message: `key ${show(key)} must match ${patterns.map(([p]) => p).join(' or ')}`,
        about: 'key',
      });
    } else if (node.additionalProperties === false) {
      const known = Object.keys(node.properties ?? {}).join(', ');
      found.push({ path: at, message: `unknown key ${show(key)}: expected one of ${known}`, about: 'key' });
    }
  }
}

function visitList(node: Node, value: readonly unknown[], path: Path, found: Violation[]): void {
  if (value.length < (node.minItems ?? 0) || value.length > (node.maxItems ?? Number.POSITIVE_INFINITY)) {
    found.push({ path, message: `expected ${expected(node)}, found ${value.length}`, about: 'value' });
  }
  const seen = new Set<string>();
  for (const [index, inner] of value.entries()) {
    const text = JSON.stringify(inner);
    if (node.uniqueItems === true && seen.has(text)) {
      found.push({
        path: [...path, index],
        message: `${show(inner)} stands here twice: expected each once`,
        about: 'value',
      });
    }
    seen.add(text);
    if (node.items !== undefined) visit(node.items, inner, [...path, index], found);
  }
}

/** The alternative that a mapping means: the one whose constant keys (such as `kind`) it carries. */
function choose(alternatives: readonly Node[], value: unknown): Node | undefined {
  if (!isMapping(value)) return undefined;
  return alternatives.find((node) => {
    const constants = Object.entries(node.properties ?? {}).filter(([, inner]) => inner.const !== undefined);
    return constants.length > 0 && constants.every(([key, inner]) => value[key] === inner.const);
  });
}

/** What a schema asks for, in words. */
function expected(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return `one of ${node.enum.map((item) => String(item)).join(', ')}`;
  if (node.anyOf !== undefined) return node.anyOf.map(expectedAlternative).join(' or ');
  if (node.type === 'object') return 'a mapping';
  if (node.type === 'array') return `a list${range(node, 'minItems', 'maxItems', 'items')}`;
  if (node.type === 'string') {
    const pattern = node.pattern === undefined ? '' : ` that matches ${String(node.pattern)}`;
    return `text${range(node, 'minLength', 'maxLength', 'characters')}${pattern}`;
  }
  if (node.type === 'integer') return `a whole number${range(node, 'minimum', 'maximum', '')}`;
  if (node.type === 'number') {
    const above = node.exclusiveMinimum === undefined ? '' : ` above ${String(node.exclusiveMinimum)}`;
    return `a number${above}${range(node, 'minimum', 'maximum', '')}`;
  }
  return node.type === 'boolean' ? 'true or false' : String(node.type ?? 'another value');
}

function expectedAlternative(node: Node): string {
  const constants = Object.entries(node.properties ?? {}).filter(([, inner]) => inner.const !== undefined);
  if (constants.length === 0) return expected(node);
  return `a mapping with ${constants.map(([key, inner]) => `${key}: ${String(inner.const)}`).join(', ')}`;
}

function range(node: Node, low: string, high: string, unit: string): string {
  const from = node[low];
  const to = node[high];
  const what = unit === '' ? '' : ` ${unit}`;
  if (from !== undefined && to !== undefined) return ` from ${String(from)} to ${String(to)}${what}`;
  if (from !== undefined) return ` of at least ${String(from)}${what}`;
  return to === undefined ? '' : ` of at most ${String(to)}${what}`;
}

function show(value: unknown): string {
  // JSON has no word for NaN, Infinity and undefined.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
