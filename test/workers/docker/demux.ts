import fc from 'fast-check';
import t from 'tap';
import { demultiplex } from '../../../workers/docker/demux.ts';

function frame(stream: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

async function read(chunks: readonly Uint8Array[]): Promise<{ stdout: string; stderr: string }> {
  const streams = { stdout: '', stderr: '' };
  async function* source() {
    yield* chunks;
  }
  for await (const { stream, bytes } of demultiplex(source())) streams[stream] += Buffer.from(bytes).toString('latin1');
  return streams;
}

t.test('both streams come out, wherever the network cuts', async (t) => {
  const whole = Buffer.concat([
    frame(1, Buffer.from('out one ')),
    frame(2, Buffer.from('err one ')),
    frame(1, Buffer.alloc(0)),
    frame(1, Buffer.from('out two')),
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 20 }), async (cuts) => {
      const edges = [0, ...cuts.sort((one, other) => one - other), whole.length];
      const chunks = edges.slice(1).map((edge, turn) => whole.subarray(edges[turn], edge));
      t.same(await read(chunks), { stdout: 'out one out two', stderr: 'err one ' });
    }),
    { numRuns: 50 },
  );
});

t.test('a frame that is cut off gives what there is', async (t) => {
  t.same(await read([frame(1, Buffer.from('whole')).subarray(0, 10)]), { stdout: 'wh', stderr: '' });
  t.same(await read([Buffer.from([1, 0, 0])]), { stdout: '', stderr: '' });
});
