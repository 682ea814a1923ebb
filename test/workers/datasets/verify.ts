import { symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { verifyDataset } from '../../../workers/datasets/verify.ts';
import { testFolder } from '../../support/folder.ts';
import { pinFiles } from '../../support/order.ts';

t.test('every file is what was pinned, and nothing else is there', async (t) => {
  const folder = testFolder(t);
  const pin = pinFiles(folder, { 'a.txt': 'aaa', 'deep/b.txt': 'bbb' });
  const fails = (message: RegExp) => t.rejects(verifyDataset(folder, pin), { code: 'DATASET_CORRUPT', message });
  await verifyDataset(folder, pin);
  writeFileSync(`${folder}/deep/b.txt`, 'bbB');
  await fails(/deep\/b\.txt: its SHA-256 is [0-9a-f]{64}, pinned is [0-9a-f]{64}/);
  writeFileSync(`${folder}/deep/b.txt`, 'bbb');
  writeFileSync(`${folder}/extra.txt`, '');
  await fails(/extra\.txt: it is not part of the data set/);
  const linked = testFolder(t, { real: 'aaa' });
  symlinkSync(`${linked}/real`, `${linked}/a.txt`);
  await t.rejects(verifyDataset(linked, pin), { message: /a\.txt: there is no such file/ });
  const [file] = pin.files;
  if (file !== undefined) pin.files = [{ ...file, bytes: 4 }];
  const short = testFolder(t, { 'a.txt': 'aaa' });
  await t.rejects(verifyDataset(short, pin), { message: /it has 3 bytes, pinned are 4/ });
});
