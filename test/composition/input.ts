import { join } from 'node:path';
import t from 'tap';
import { readInput } from '../../services/composition/input.ts';
import { testFolder } from '../support/folder.ts';

async function text(file: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readInput(file)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

t.test('a file is read to its end', async (t) => {
  const folder = testFolder(t, { 'a.csv': '1\n2\n' });
  t.equal(await text(join(folder, 'a.csv')), '1\n2\n');
});

t.test('what cannot be read is named', async (t) => {
  const folder = testFolder(t);
  const missing = join(folder, 'a.csv');
  await t.rejects(text(missing), { code: 'INPUT_INVALID', message: 'there is no such file', place: { file: missing } });
  await t.rejects(text(folder), { code: 'INPUT_INVALID', message: 'this is a folder, not a file' });
  await t.rejects(text(join(folder, 'x'.repeat(300))), { code: 'ENAMETOOLONG' });
});
