import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { usageOf } from '../../workers/folder-usage.ts';
import { testFolder } from '../support/folder.ts';

t.test('what a folder takes on its disk, links not followed', async (t) => {
  const folder = testFolder(t, { inner: { 'one.pt': 'x'.repeat(100_000) }, outside: { big: 'y'.repeat(1_000_000) } });
  const inner = join(folder, 'inner');
  const { bytes } = await usageOf(inner);
  t.ok(bytes >= 100_000 && bytes < 200_000, `${bytes} bytes`);
  symlinkSync(join(folder, 'outside'), join(inner, 'link'));
  const linked = await usageOf(inner);
  t.match(linked, { entries: 2, unreadable: null });
  t.ok(linked.bytes < 200_000, 'what a link leads to is somebody else’s');
});

t.test('a folder that is gone takes nothing', async (t) => {
  t.same(await usageOf(join(testFolder(t), 'nowhere')), { bytes: 0, entries: 0, unreadable: null });
});

t.test('a look has an end', async (t) => {
  const folder = testFolder(t);
  for (let part = 0; part < 3; part += 1) {
    mkdirSync(join(folder, String(part)));
    for (let file = 0; file < 10; file += 1) writeFileSync(join(folder, String(part), String(file)), '');
  }
  const { entries } = await usageOf(folder, 20);
  t.equal(entries, 21, 'one more than allowed, and no further');
});
