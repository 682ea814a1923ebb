import { canonicalJson, filesDigest } from '../../core/model/identity.ts';
import type { DatasetPin } from '../../core/model/pins.ts';

type File = DatasetPin['files'][number];

/** After the good side's version: says that the set was never published like this. */
const MIXED = '+mixed';

/**
 * A data set with the taken files (`dataset:PATH`) of the bad side and the good side's others, each with its own source
 * where that is not the set's. Null: no file would be left. One side's set unchanged where every file is that side's.
 */
export function mixDataset(good: DatasetPin, bad: DatasetPin, taken: ReadonlySet<string>): DatasetPin | null {
  const files = new Map<string, File>();
  for (const file of good.files) if (!taken.has(`dataset:${file.path}`)) files.set(file.path, { ...file });
  for (const file of bad.files)
    if (taken.has(`dataset:${file.path}`)) files.set(file.path, withSource(file, bad, good));
  const mixed = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (mixed.length === 0) return null;
  const digest = filesDigest(mixed);
  if (digest === good.digest) return good;
  if (digest === bad.digest) return bad;
  return { ...good, version: `${good.version}${MIXED}`, digest, files: mixed };
}

/** A file of `from` as it stands in a set whose source is that of `into`. */
function withSource(file: File, from: DatasetPin, into: DatasetPin): File {
  const source = file.source ?? from.source;
  const folder = file.source === undefined ? from.folder : file.folder;
  const same = canonicalJson(source) === canonicalJson(into.source) && folder === into.folder;
  const { source: _, folder: __, ...bare } = file;
  return same ? bare : { ...bare, source, ...(folder === undefined ? {} : { folder }) };
}
