import t from 'tap';
import { byteLines } from '../../services/store/lines.ts';

async function read(...chunks: readonly string[]): Promise<string[]> {
  const source = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  })();
  const lines: string[] = [];
  for await (const line of byteLines(source)) lines.push(line);
  return lines;
}

t.test('lines come whole, however the bytes are cut', async (t) => {
  t.same(await read('a\nb', 'c\n', '\nd'), ['a', 'bc', '', 'd']);
  t.same(await read('\xc3', '\xbc\n'), ['ü'], 'a character may lie on the cut');
  t.same(await read(), []);
});

t.test('a line that no backup has ends the reading', async (t) => {
  const chunk = 'x'.repeat(1024 * 1024);
  await t.rejects(read(...Array.from({ length: 10 }, () => chunk)), { code: 'BACKUP_INVALID' });
});
