import { basename, join } from 'node:path';
import type { Dataset, DatasetSource } from '../../core/model/catalog.ts';
import { sourceProblem } from '../../core/model/data-source.ts';
import { canonicalJson } from '../../core/model/identity.ts';
import type { Read } from '../yaml/read.ts';
import type { Findings } from './finding.ts';
import { isFile } from './folder.ts';

/** A source of a data set: where it is written first, and how many files come from it. */
interface SourceUse {
  readonly source: DatasetSource;
  readonly path: readonly (string | number)[];
  files: number;
}

/** Checks a data-set file; files of source `file` lie in `folder`. */
export async function checkDataset(folder: string, read: Read<Dataset>, findings: Findings): Promise<void> {
  const { files, source } = read.value as Dataset;
  for (const use of sourcesOf(read.value as Dataset)) checkSource(use, read, findings);
  const seen = new Set<string>();
  const members = new Map<string, string>();
  for (const [index, file] of files.entries()) {
    if (seen.has(file.path)) findings.error(read.problemAt(['files', index, 'path'], `${file.path} is named twice`));
    seen.add(file.path);
    const member = file.member ?? file.path;
    const from = file.source ?? source;
    // Two sources may well have different files of the same name.
    const key = canonicalJson([from, member]);
    const same = members.get(key);
    if (same !== undefined && same !== file.sha256) {
      findings.error(read.problemAt(['files', index, 'sha256'], `${member} has two SHA-256s: one is not its own`));
    }
    members.set(key, file.sha256);
    if (from.kind === 'file' && !(await isFile(join(folder, member)))) {
      findings.error(
        read.problemAt(['files', index], `expected the file ${basename(folder)}/${member} beside this one`),
      );
    }
  }
  for (const [index, { path }] of files.entries()) {
    const inside = parentsOf(path).find((folder) => seen.has(folder));
    if (inside !== undefined) {
      findings.error(read.problemAt(['files', index, 'path'], `${inside} is a file of the set, and no folder`));
    }
  }
}

/** The set's own source and those of its files, each once: a worker asks each for all of its files together. */
function sourcesOf({ files, source }: Dataset): readonly SourceUse[] {
  const uses = new Map<string, SourceUse>([[canonicalJson(source), { source, path: ['source'], files: 0 }]]);
  for (const [index, file] of files.entries()) {
    const from = file.source ?? source;
    const key = canonicalJson(from);
    const use = uses.get(key) ?? { source: from, path: ['files', index, 'source'], files: 0 };
    use.files += 1;
    uses.set(key, use);
  }
  return [...uses.values()];
}

/** What a worker would refuse, said before a night asks for it. */
function checkSource({ source, path, files }: SourceUse, read: Read<Dataset>, findings: Findings): void {
  const problem = sourceProblem(source, files);
  if (problem !== null) findings.error(read.problemAt(path, problem));
  else if ('url' in source && /^(?:http|git):/.test(source.url)) {
    findings.warn(
      read.problemAt([...path, 'url'], 'is not encrypted: workers fetch it only where data.private names its host'),
    );
  } else if (source.kind === 'oci' && !source.image.includes('@') && !/:[^/]+$/.test(source.image)) {
    findings.warn(read.problemAt([...path, 'image'], 'names no tag and no digest: the registry’s "latest" is meant'));
  }
}

/** Folders that a path is in, the outermost first. */
function parentsOf(path: string): readonly string[] {
  const pieces = path.split('/');
  return pieces.slice(0, -1).map((_, at) => pieces.slice(0, at + 1).join('/'));
}
