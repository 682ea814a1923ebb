import t from 'tap';
import { readEvents, type ServerEvent } from '../../services/client/sse.ts';

async function read(...chunks: Uint8Array[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(
    (async function* () {
      yield* chunks;
    })(),
  ))
    events.push(event);
  return events;
}

t.test('events come whole however the bytes are cut', async (t) => {
  const bytes = Buffer.from(
    ': hello\n\nid: 7\nevent: log\ndata: ü1\ndata: 2\n\ndata: x\r\n\r\n: still there\n\nevent: end\ndata: {}\n\n',
  );
  const expected = [
    { event: 'log', id: '7', data: 'ü1\n2' },
    { event: 'message', id: '', data: 'x' },
    { event: 'end', id: '', data: '{}' },
  ];
  t.strictSame(await read(bytes), expected);
  t.strictSame(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
});

t.test('half an event at the end is dropped, an endless one refused', async (t) => {
  t.strictSame(await read(Buffer.from('data: half')), []);
  const block = Buffer.alloc(1_048_576, 'x');
  await t.rejects(read(block, block, block, block, block), /longer than/);
});
