import t from 'tap';
import type { RunOrder } from '../../services/core/model/job.ts';
import { unpinned } from '../../workers/pinned.ts';
import { testFolder } from '../support/folder.ts';
import { makeOrder, pinFiles } from '../support/order.ts';

const ID = `sha256:${'a'.repeat(64)}`;

t.test('a worker takes digests and nothing else', async (t) => {
  const order = makeOrder({ runId: 'run_1', imageId: ID, dataset: pinFiles(testFolder(t), { 'a.txt': 'a' }) });
  const { pins } = order;
  const [file] = pins.dataset.files;
  const withPins = (change: Partial<RunOrder['pins']>) => unpinned({ ...order, pins: { ...pins, ...change } });
  const withImage = (reference: string, kind: 'image-id' | 'registry-digest' = 'image-id') =>
    withPins({ image: { reference, kind } });
  const withFile = (change: object) =>
    withPins({ dataset: { ...pins.dataset, files: [{ ...file, ...change } as (typeof pins.dataset.files)[number]] } });

  t.equal(unpinned(order), null);
  t.equal(withImage(`registry.example:5000/a/b@${ID}`, 'registry-digest'), null);
  t.equal(withPins({ code: { 'train.py': 'b'.repeat(64) } }), null);
  for (const reference of ['python:3.11', 'python', 'python:3.11@sha256:abc', 'sha256:abc', `${ID} `, '']) {
    t.match(withImage(reference), /is not a digest/, reference);
  }
  t.match(withImage(ID, 'registry-digest'), /no repository/);
  t.match(withPins({ lock: { digest: 'sha256:1', packages: {} } }), /lock sha256:1/);
  t.match(withPins({ dataset: { ...pins.dataset, files: [] } }), /names no files/);
  t.match(withFile({ sha256: 'latest' }), /a\.txt has no SHA-256/);
  t.match(withFile({ sha256: 'b'.repeat(64) }), /has the digest sha256:.*pinned is/);
  for (const path of ['/etc/passwd', '../secret', 'a/../../b', '', 'a\0b']) {
    t.match(withFile({ path }), /leaves its folder/, path);
    t.match(withFile({ member: path }), /leaves its folder/, `member ${path}`);
  }
  t.match(withPins({ code: { 'train.py': 'main' } }), /train\.py has no SHA-256/);
  for (const name of ['A=B', '', 'A\nLD_PRELOAD', 'A-B', '1A'])
    t.match(withPins({ env: { [name]: 'x' } }), /is no name/, name);
  t.match(withPins({ env: { A: 'x\0y' } }), /variable A has a NUL/);
  t.equal(withPins({ env: { lower_case: 'a\nB=c' } }), null, 'a value may hold anything else');
});
