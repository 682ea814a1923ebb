import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import t from 'tap';
import { type ReadAt, readBuildId } from '../../../workers/environment/elf.ts';

const of =
  (bytes: Uint8Array): ReadAt =>
  async (offset, length) =>
    bytes.subarray(offset, offset + length);
const ID = 'deadbeef00112233445566778899aabbccddeeff';

/** A minimal ELF file: header, one PT_LOAD, one PT_NOTE with a foreign note before the build id. */
function elf({ wide = true, little = true, align = 4, name = 'GNU', type = 3 } = {}): Buffer {
  const u16 = (b: Buffer, v: number, at: number) => (little ? b.writeUInt16LE(v, at) : b.writeUInt16BE(v, at));
  const u32 = (b: Buffer, v: number, at: number) => (little ? b.writeUInt32LE(v, at) : b.writeUInt32BE(v, at));
  const word = (b: Buffer, v: number, at: number) =>
    wide ? (little ? b.writeBigUInt64LE(BigInt(v), at) : b.writeBigUInt64BE(BigInt(v), at)) : u32(b, v, at);
  const note = (owner: string, kind: number, desc: Buffer): Buffer => {
    const padded = (length: number) => Math.ceil(length / align) * align;
    const start = padded(12 + owner.length + 1);
    const b = Buffer.alloc(start + padded(desc.length));
    u32(b, owner.length + 1, 0);
    u32(b, desc.length, 4);
    u32(b, kind, 8);
    b.write(owner, 12);
    desc.copy(b, start);
    return b;
  };
  const notes = Buffer.concat([note('stapsdt', 3, Buffer.from('x')), note(name, type, Buffer.from(ID, 'hex'))]);
  const [headBytes, entryBytes] = wide ? [64, 56] : [52, 32];
  const head = Buffer.alloc(headBytes);
  head.write('\x7fELF', 'latin1');
  head[4] = wide ? 2 : 1;
  head[5] = little ? 1 : 2;
  word(head, headBytes, wide ? 32 : 28);
  u16(head, entryBytes, wide ? 54 : 42);
  u16(head, 2, wide ? 56 : 44);
  const table = Buffer.alloc(entryBytes * 2);
  u32(table, 1, 0);
  u32(table, 4, entryBytes);
  word(table, headBytes + table.length, entryBytes + (wide ? 8 : 4));
  word(table, notes.length, entryBytes + (wide ? 32 : 16));
  word(table, align, entryBytes + (wide ? 48 : 28));
  return Buffer.concat([head, table, notes]);
}

t.test('both word sizes, both byte orders, both alignments', async (t) => {
  for (const wide of [true, false])
    for (const little of [true, false])
      for (const align of [4, 8])
        t.equal(await readBuildId(of(elf({ wide, little, align }))), ID, JSON.stringify({ wide, little, align }));
});

t.test('no build id, and no ELF file', async (t) => {
  t.equal(await readBuildId(of(elf({ name: 'XYZ' }))), '');
  t.equal(await readBuildId(of(elf({ type: 1 }))), '');
  t.equal(await readBuildId(of(Buffer.from('#!/bin/sh\n'.repeat(20)))), '');
  t.equal(await readBuildId(of(Buffer.alloc(0))), '');
});

t.test('a damaged file never throws', async (t) => {
  const whole = elf();
  for (let at = 0; at < whole.length; at += 1) {
    const damaged = Buffer.from(whole);
    damaged[at] = 0xff;
    t.type(await readBuildId(of(damaged)), 'string');
    t.type(await readBuildId(of(whole.subarray(0, at))), 'string');
  }
});

t.test('a real library of this machine', async (t) => {
  const line = execFileSync('ldd', ['/bin/sh'], { encoding: 'utf8' });
  const path = realpathSync(/=> (\/\S+libc\S+)/.exec(line)?.[1] ?? '');
  const id = await readBuildId(of(readFileSync(path)));
  t.match(id, /^[0-9a-f]{40}$/);
});
