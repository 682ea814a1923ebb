import { canonicalJson } from '../../services/core/model/identity.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import type { Member } from './member.ts';

/** A file of a data set and where it goes. */
export interface WantedFile {
  readonly file: DatasetPin['files'][number];
  readonly target: string;
}

/** Files that come out of one source, which is asked once for all of them. */
export interface SourceGroup {
  readonly source: DatasetPin['source'];
  /** Of `file` sources. */
  readonly folder: string | undefined;
  readonly members: readonly Member[];
}

/** Files by source: the set's own, or the file's where a mixture of two versions gives it another one. */
export function groupBySource(pin: DatasetPin, files: readonly WantedFile[]): readonly SourceGroup[] {
  const groups = new Map<string, { source: DatasetPin['source']; folder: string | undefined; members: Member[] }>();
  for (const { file, target } of files) {
    const source = file.source ?? pin.source;
    const folder = file.source === undefined ? pin.folder : file.folder;
    const key = canonicalJson([source, folder ?? null]);
    const group = groups.get(key) ?? { source, folder, members: [] };
    group.members.push({ member: file.member ?? file.path, target, bytes: file.bytes, sha256: file.sha256 });
    groups.set(key, group);
  }
  return [...groups.values()];
}
