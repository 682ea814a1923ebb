import { join } from 'node:path';
import t from 'tap';
import { sha256Hex } from '../../services/core/model/identity.ts';
import { readContent } from '../../services/scheduler/content.ts';
import { testFolder } from '../support/folder.ts';
import { manifest } from '../support/planning.ts';

t.test('a folder is hashed as its pins are', async (t) => {
  const folder = testFolder(t, { 'train.py': 'print(1)\n', lib: { 'a.py': '' }, 'requirements.lock': 'numpy==1\n' });
  const entry = manifest('a', { code: ['train.py', 'lib/a.py'] });
  t.strictSame(await readContent({ folder, manifest: entry }), {
    lock: `sha256:${sha256Hex('numpy==1\n')}`,
    code: { 'train.py': sha256Hex('print(1)\n'), 'lib/a.py': sha256Hex('') },
  });
});

t.test('a file that is gone is an answer that names it', async (t) => {
  const folder = testFolder(t, { 'train.py': '' });
  t.match(await readContent({ folder, manifest: manifest('a') }), { unreadable: /requirements\.lock/ });
  t.match(await readContent({ folder: join(folder, 'gone'), manifest: manifest('a') }), { unreadable: /ENOENT/ });
});
