import type { Droppable, StoredParcel } from './parcel.ts';

/** What stands in a log where its text was dropped. */
export function markerText(bytes: number): string {
  return `[… ${bytes} bytes of log dropped while the service was away …]\n`;
}

/** Which part of a log, in bytes, or of the telemetry, in rows, a parcel is, or stands for. */
export function spanOf(parcel: StoredParcel): { readonly start: number; readonly length: number } {
  if (parcel.kind === 'log') {
    return { start: parcel.body.offset, length: parcel.dropped ?? Buffer.byteLength(parcel.body.text) };
  }
  if (parcel.kind === 'telemetry') {
    return { start: parcel.body.first, length: parcel.dropped ?? parcel.body.rows.length };
  }
  return { start: 0, length: 0 };
}

/**
 * The parcel that stands for a range from `first` on. Whatever comes behind it keeps its offsets: the marker is written
 * at the start of the hole and the rest of the hole stays empty, as a reader skips it. A hole too small for the words
 * is left without them.
 */
export function markerFor(first: StoredParcel, length: number): StoredParcel {
  if (first.kind === 'log') {
    const text = markerText(length);
    const fits = Buffer.byteLength(text) <= length;
    return { ...first, body: { ...first.body, text: fits ? text : '' }, dropped: length };
  }
  if (first.kind === 'telemetry') return { ...first, body: { ...first.body, rows: [] }, dropped: length };
  return first;
}

/** Least part of a log that is worth its marker, in bytes; of telemetry every row is. */
export const leastDrop = (kind: Droppable): number => (kind === 'log' ? 200 : 1);
