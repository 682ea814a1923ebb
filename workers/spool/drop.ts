import { rm } from 'node:fs/promises';
import { isFull } from '../disk.ts';
import { diskBytes, type Entry, pathOf, readParcel, writeParcel } from './files.ts';
import { leastDrop, markerFor, spanOf } from './marker.ts';
import type { Droppable, StoredParcel } from './parcel.ts';

/** Disk of a marker's file, in bytes. */
const MARKER_BYTES = diskBytes(1);

interface Found {
  readonly entry: Entry;
  readonly parcel: StoredParcel;
}

/**
 * Replaces the oldest range of a kind that is worth it by a marker, in the place of its first parcel. The marker is on
 * disk before the rest is removed, and whoever sends it removes what is left of its range first: killed at any step, a
 * log has no hole without its words and no text twice.
 *
 * @param entries what waits, without the head: that one may have been sent already, and the answer lost.
 * @returns the entries that are gone, and the disk that is free; null when nothing is worth it.
 */
export async function dropRange(
  folder: string,
  entries: readonly Entry[],
  kind: Droppable,
  wanted: number,
): Promise<{ readonly gone: readonly Entry[]; readonly marker: Entry; readonly freed: number } | null> {
  const range = await findRange(folder, entries, kind, wanted);
  const [first, ...rest] = range;
  if (first === undefined) return null;
  const length = range.reduce((sum, { parcel }) => sum + spanOf(parcel).length, 0);
  const path = pathOf(folder, first.entry);
  const marker = markerFor(first.parcel, length);
  try {
    await writeParcel(path, marker);
  } catch (error) {
    if (!isFull(error)) throw error;
    // Not even room for the marker: the first parcel makes it.
    await rm(path, { force: true });
    await writeParcel(path, marker);
  }
  for (const { entry } of rest) await rm(pathOf(folder, entry), { force: true });
  const before = range.reduce((sum, { entry }) => sum + entry.bytes, 0);
  first.entry.bytes = MARKER_BYTES;
  return { gone: rest.map(({ entry }) => entry), marker: first.entry, freed: before - MARKER_BYTES };
}

/** The oldest parcels that follow each other without a hole, enough to free `wanted` if there are so many. */
async function findRange(
  folder: string,
  entries: readonly Entry[],
  kind: Droppable,
  wanted: number,
): Promise<readonly Found[]> {
  let range: Found[] = [];
  let freed = -MARKER_BYTES;
  let length = 0;
  let end = 0;
  const worth = (): boolean => freed > 0 && length >= leastDrop(kind);
  for (const entry of entries) {
    if (entry.kind !== kind || entry.parcel !== undefined) continue;
    const parcel = await readParcel(pathOf(folder, entry)).catch(() => null);
    const span = parcel === null ? null : spanOf(parcel);
    if (parcel === null || span === null || (range.length > 0 && span.start !== end)) {
      if (worth()) break;
      [range, freed, length] = [[], -MARKER_BYTES, 0];
      if (parcel === null || span === null) continue;
    }
    range.push({ entry, parcel });
    freed += entry.bytes;
    length += span.length;
    end = span.start + span.length;
    if (freed >= wanted && worth()) break;
  }
  return worth() ? range : [];
}
