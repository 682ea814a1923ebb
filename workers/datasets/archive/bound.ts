import type { Member } from '../member.ts';

/**
 * How much longer an archive, or a commit of a repository, may be than what is taken out of it: it may hold files that
 * nobody asked for, but not without end. A factor, and bytes that are added for small sets.
 */
const ARCHIVE_FACTOR = 4;
const SPARE_BYTES = 1_073_741_824;

/** Bytes that what files are taken out of may have, before and after it is unpacked. */
export function archiveBytesMax(members: readonly Pick<Member, 'bytes'>[], spareBytes: number = SPARE_BYTES): number {
  return ARCHIVE_FACTOR * members.reduce((sum, { bytes }) => sum + bytes, 0) + spareBytes;
}
