import type { OutputChunk } from './container-client.ts';

/** Header of a frame of the engine's attach stream: stream type, three zero bytes, payload length (big endian). */
const HEADER_BYTES = 8;
const STREAMS: Readonly<Record<number, OutputChunk['stream']>> = { 1: 'stdout', 2: 'stderr' };

/**
 * Splits an attach stream into its two output streams. Payloads are handed on as they arrive, never collected: a frame
 * of any length costs the memory of one network read.
 */
export async function* demultiplex(source: AsyncIterable<Uint8Array>): AsyncGenerator<OutputChunk> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let left = 0;
  let stream: OutputChunk['stream'] = 'stdout';
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const taken = Math.min(HEADER_BYTES - headerBytes, chunk.length - at);
        header.set(chunk.subarray(at, at + taken), headerBytes);
        headerBytes += taken;
        at += taken;
        if (headerBytes < HEADER_BYTES) break;
        headerBytes = 0;
        stream = STREAMS[header.readUInt8(0)] ?? 'stdout';
        left = header.readUInt32BE(4);
        continue;
      }
      const bytes = chunk.subarray(at, at + left);
      left -= bytes.length;
      at += bytes.length;
      yield { stream, bytes };
    }
  }
}
