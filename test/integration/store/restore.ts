import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { restoreStore } from '../../../services/store/store.ts';
import { testFolder } from '../../support/folder.ts';
import { fillStore } from '../../support/full-store.ts';
import { silent } from '../../support/loopback.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { memoryStore } from '../../support/store.ts';

t.test('a damaged backup is refused before anything is written', async (t) => {
  const store = await memoryStore();
  await fillStore(store);
  const folder = testFolder(t, { 'plain.txt': 'hello', 'empty.gz': gzipSync('') });
  const file = join(folder, 'good.gz');
  await store.maintenance.backup(file);
  await store.close();
  const text = gunzipSync(await readFile(file)).toString('utf8');
  const lines = text.trimEnd().split('\n');
  const [header = '', ...rest] = lines;
  const damaged: Record<string, { bytes: Buffer; reason: RegExp; code?: string }> = {
    'cut-stream.gz': { bytes: (await readFile(file)).subarray(0, 2000), reason: /unexpected end of file/ },
    'cut-lines.gz': { bytes: gzipSync(`${lines.slice(0, -1).join('\n')}\n`), reason: /cut off/ },
    'changed.gz': { bytes: gzipSync(text.replace('run_00000002', 'run_00000009')), reason: /SHA-256/ },
    'trailing.gz': { bytes: gzipSync(`${text}{"table":"runs","rows":[]}\n`), reason: /follows its last line/ },
    'no-json.gz': { bytes: gzipSync(`${header}\nnot json\n`), reason: /JSON/ },
    'other-table.gz': { bytes: gzipSync(`${header}\n{"table":"pg_authid","rows":[]}\n`), reason: /neither a page/ },
    'other-format.gz': { bytes: gzipSync('{"format":"x"}\n'), reason: /no header/ },
    'format-2.gz': { bytes: gzipSync(header.replace('"formatVersion":1', '"formatVersion":2')), reason: /format 2/ },
    'newer.gz': {
      bytes: gzipSync([header.replace(/"schemaVersion":\d+/, '"schemaVersion":999'), ...rest].join('\n')),
      reason: /999/,
      code: 'STORE_VERSION',
    },
  };
  for (const [name, { bytes }] of Object.entries(damaged)) await writeFile(join(folder, name), bytes);
  const cases = {
    ...damaged,
    'plain.txt': { reason: /header/ },
    'empty.gz': { reason: /empty/ },
    'missing.gz': { reason: /ENOENT/ },
  };
  const databaseUrl = await freshDatabase();
  for (const [name, { reason, ...expected }] of Object.entries(cases)) {
    const code = 'code' in expected && expected.code ? expected.code : 'BACKUP_INVALID';
    const attempt = restoreStore({ file: join(folder, name), into: { databaseUrl, log: silent } });
    await t.rejects(attempt, { code, message: reason }, name);
  }
  t.ok(
    await restoreStore({ file, into: { databaseUrl, log: silent } }),
    'the place is still empty, and the good one fits',
  );
});
