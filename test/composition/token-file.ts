import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readTokenFile } from '../../services/composition/token-file.ts';
import { testFolder } from '../support/folder.ts';

const SECRET = 'plb_very-secret';

t.test('one line, with or without its end', async (t) => {
  const file = join(testFolder(t), 'token');
  for (const text of [SECRET, `${SECRET}\n`, `${SECRET}\r\n`]) {
    writeFileSync(file, text, { mode: 0o600 });
    t.equal(await readTokenFile(file), SECRET);
  }
  chmodSync(file, 0o440);
  t.equal(await readTokenFile(file), SECRET, 'as a credential of systemd looks');
});

t.test('what others may read or replace is refused', async (t) => {
  const file = join(testFolder(t), 'token');
  writeFileSync(file, SECRET);
  for (const mode of [0o644, 0o604, 0o602, 0o620]) {
    chmodSync(file, mode);
    await t.rejects(readTokenFile(file), { code: 'CONFIG_INVALID', message: /has the mode .*chmod 600/ });
  }
});

t.test('what is no token is refused without being repeated', async (t) => {
  const folder = testFolder(t);
  const file = join(folder, 'token');
  for (const text of ['', '\n', `${SECRET}\n${SECRET}`, `${SECRET} x`, `${SECRET}\0`, 'x'.repeat(5000)]) {
    writeFileSync(file, text, { mode: 0o600 });
    const error = await readTokenFile(file).catch((caught: unknown) => caught as Error);
    t.match(error, { code: 'CONFIG_INVALID', place: { file } });
    t.notMatch(String(error), /secret/);
  }
  mkdirSync(join(folder, 'folder'));
  await t.rejects(readTokenFile(join(folder, 'folder')), { message: /not a plain file/ });
  await t.rejects(readTokenFile(join(folder, 'none')), { message: /ENOENT/ });
});
