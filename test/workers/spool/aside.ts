import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { setAsideTo } from '../../../workers/spool/aside.ts';
import { testFolder } from '../../support/folder.ts';
import { testLog } from '../../support/worker.ts';

t.test('the newest hundred are kept, whatever their attempts are called', async (t) => {
  const folder = testFolder(t, { spool: {} });
  const aside = setAsideTo(join(folder, 'aside'), testLog({ comment: () => undefined }));
  for (let made = 0; made < 105; made += 1) {
    // Folders are named by a hash: the last ones come first by their names.
    const attempt = join(folder, 'spool', String(999 - made));
    mkdirSync(attempt);
    writeFileSync(join(attempt, '00000001.json'), String(made));
    await aside(join(attempt, '00000001.json'), 'a test');
  }
  const kept = readdirSync(join(folder, 'aside')).map((name) =>
    Number(readFileSync(join(folder, 'aside', name), 'utf8')),
  );
  t.equal(kept.length, 100);
  t.equal(Math.min(...kept), 5, 'the five oldest have gone');
});
