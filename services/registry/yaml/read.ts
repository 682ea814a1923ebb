import { readFile, stat } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { type Document, isMap, isSeq, LineCounter, parseDocument, type Scalar } from 'yaml';
import { explain } from '../../core/model/explain.ts';
import type { Problem } from './problem.ts';

/** A manifest is written by hand; only a data set of many files comes near this. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Aliases may repeat a block now and then; a bomb of aliases is refused. */
const MAX_ALIASES = 64;

export type Path = readonly (string | number)[];

/** A YAML file as it was read: `value` is null exactly when there is an error among the problems. */
export interface Read<T> {
  readonly file: string;
  readonly value: T | null;
  readonly problems: readonly Problem[];
  /** A finding about a place in the file, for checks that come after the schema. */
  problemAt(path: Path, message: string): Problem;
}

/** Reads a YAML 1.2 file and checks it against a schema. Never throws for what stands in the file. */
export async function readYaml<S extends TSchema>(file: string, schema: S): Promise<Read<Static<S>>> {
  const text = await readText(file);
  if (typeof text !== 'string') return failed(file, [{ file, path: '', ...text }]);
  return readYamlText(file, text, schema);
}

/** As `readYaml`, for text that is at hand; `file` is what problems name. */
export function readYamlText<S extends TSchema>(file: string, text: string, schema: S): Read<Static<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, stringKeys: true });
  const at = (offset: number) => {
    const position = lines.linePos(offset);
    return { line: position.line, column: position.col };
  };
  // A warning is a tag that nothing here gives a meaning (`!!python/object`): as wrong as an error.
  const syntax = [...document.errors, ...document.warnings].map((error) => ({
    file,
    path: '',
    message: error.message,
    ...at(error.pos[0]),
  }));
  if (syntax.length > 0) return failed(file, syntax);
  const problemAt = (path: Path, message: string, onKey = false): Problem => ({
    file,
    path: path.join('.'),
    message,
    ...at(offsetOf(document, path, onKey)),
  });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    return failed(file, [problemAt([], error instanceof Error ? error.message : String(error))]);
  }
  const problems = explain(schema, value).map((violation) =>
    problemAt(violation.path, violation.message, violation.about === 'key'),
  );
  return { file, value: problems.length === 0 ? (value as Static<S>) : null, problems, problemAt };
}

/** Text of a file, or why it cannot be one. */
async function readText(file: string): Promise<string | { message: string }> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) return { message: `${size} bytes: expected at most ${MAX_FILE_BYTES}` };
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof TypeError) return { message: 'expected valid UTF-8 text' };
    return { message: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function failed(file: string, problems: Problem[]): Read<never> {
  return {
    file,
    value: null,
    problems,
    problemAt: (path, message) => ({ file, path: path.join('.'), message }),
  };
}

/** Offset of the value at a path, of its key when `onKey`, or of the nearest thing around it that exists. */
function offsetOf(document: Document, path: Path, onKey: boolean): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String((item.key as Scalar).value) === String(part));
      if (pair === undefined) return offset;
      const last = depth === path.length - 1;
      node = pair.value;
      offset = (last && onKey ? start(pair.key) : (start(node) ?? start(pair.key))) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = start(node) ?? offset;
    }
  }
  return offset;
}

function start(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] | null } | null | undefined)?.range?.[0];
}
