import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeOutput } from '../../services/composition/output.ts';
import { testFolder } from '../support/folder.ts';

t.test('a file is written, and what cannot be written is said with its name', async (t) => {
  const folder = testFolder(t, { taken: 'a file' });
  await writeOutput(join(folder, 'picture.svg'), '<svg/>\n');
  t.equal(readFileSync(join(folder, 'picture.svg'), 'utf8'), '<svg/>\n');
  const refused = (file: string, message: string) =>
    t.rejects(writeOutput(file, ''), { code: 'INPUT_INVALID', message, place: { file } });
  await refused(join(folder, 'missing', 'picture.svg'), 'its folder does not exist');
  await refused(join(folder, 'taken', 'picture.svg'), 'its folder is a file');
  await refused(folder, 'this is a folder, not a file');
});

t.test('what the table of reasons does not know is thrown as it is', async (t) => {
  await t.rejects(writeOutput('a\0b', ''), { code: 'ERR_INVALID_ARG_VALUE' });
});
