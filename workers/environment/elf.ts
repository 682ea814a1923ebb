/** Reads `length` bytes from `offset` of a file; fewer at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

const IDENT_BYTES = 64;
const PROGRAM_NOTE = 4;
const NOTE_BUILD_ID = 3;
/** Program headers looked at, and bytes read of one note segment: a damaged file must not cost more. */
const PROGRAM_HEADERS_MAX = 64;
const NOTE_MAX_BYTES = 65_536;

/**
 * The GNU build id of an ELF file, as lower-case hex digits; the empty string when it has none or is no ELF file.
 * Layout: System V ABI, chapters "ELF Header", "Program Header" and "Note Section"; both word sizes, both byte orders.
 */
export async function readBuildId(readAt: ReadAt): Promise<string> {
  const head = view(await readAt(0, IDENT_BYTES));
  if (head.byteLength < 52 || head.getUint32(0) !== 0x7f454c46) return '';
  const wide = head.getUint8(4) === 2;
  const little = head.getUint8(5) === 1;
  if (wide && head.byteLength < IDENT_BYTES) return '';
  const tableOffset = wide ? Number(head.getBigUint64(32, little)) : head.getUint32(28, little);
  const entryBytes = head.getUint16(wide ? 54 : 42, little);
  const entries = Math.min(head.getUint16(wide ? 56 : 44, little), PROGRAM_HEADERS_MAX);
  if (entryBytes < (wide ? 56 : 32)) return '';
  const table = view(await readAt(tableOffset, entries * entryBytes));
  for (let at = 0; at + entryBytes <= table.byteLength; at += entryBytes) {
    if (table.getUint32(at, little) !== PROGRAM_NOTE) continue;
    const offset = wide ? Number(table.getBigUint64(at + 8, little)) : table.getUint32(at + 4, little);
    const bytes = wide ? Number(table.getBigUint64(at + 32, little)) : table.getUint32(at + 16, little);
    const align = wide ? Number(table.getBigUint64(at + 48, little)) : table.getUint32(at + 28, little);
    const id = buildIdOfNotes(view(await readAt(offset, Math.min(bytes, NOTE_MAX_BYTES))), align === 8 ? 8 : 4, little);
    if (id !== '') return id;
  }
  return '';
}

/** Walks the notes of one segment: name length, descriptor length, type, then both, each padded to the alignment. */
function buildIdOfNotes(notes: DataView, align: number, little: boolean): string {
  const padded = (length: number): number => Math.ceil(length / align) * align;
  for (let at = 0; at + 12 <= notes.byteLength; ) {
    const nameBytes = notes.getUint32(at, little);
    const descBytes = notes.getUint32(at + 4, little);
    const type = notes.getUint32(at + 8, little);
    const desc = at + padded(12 + nameBytes);
    const isGnu = nameBytes === 4 && at + 16 <= notes.byteLength && notes.getUint32(at + 12) === 0x474e5500;
    if (isGnu && type === NOTE_BUILD_ID && desc + descBytes <= notes.byteLength) {
      return Buffer.from(notes.buffer, notes.byteOffset + desc, descBytes).toString('hex');
    }
    at = desc + padded(descBytes);
  }
  return '';
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
