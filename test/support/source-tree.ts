import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the clone. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One source file with what it imports. */
export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Imports as written, and for relative ones the path from the root. */
  readonly imports: readonly { readonly specifier: string; readonly target: string | null; readonly line: number }[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

/** Every TypeScript file below a folder of the clone. */
export function sourceFiles(folder: string): SourceFile[] {
  return filesBelow(join(ROOT, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readSource(relative(ROOT, file)));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const line = text.slice(0, (match.index ?? 0) + match[0].length).split('\n').length;
    return { specifier, target: specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : null, line };
  });
  return { path, text, lines: text.split('\n').length - 1, imports };
}

/** Every file below a folder, recursively, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== 'node_modules' && name !== '__pycache__')
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}
