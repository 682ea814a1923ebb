import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { exportImage } from '../../../services/registry/images/export.ts';
import { testFolder } from '../../support/folder.ts';
import { importSmall, removeByLabel } from '../../support/images.ts';

// What is exported is what `docker load` gives back, under the same id.

const LABEL = 'dev.plumbline.test.export';
const docker = new Docker();
t.teardown(() => removeByLabel(docker, LABEL));

t.test('written, hashed, loaded again under its id', async (t) => {
  const folder = testFolder(t);
  const id = await importSmall(docker, 'plumbline-test/export', 'one', { [LABEL]: 'yes' });
  const file = join(folder, 'deep', 'image.tar');
  const seen: number[] = [];
  const exported = await exportImage(id, file, { docker, onProgress: (bytes) => seen.push(bytes) });
  const bytes = readFileSync(file);
  t.equal(exported.imageId, id);
  t.equal(exported.bytes, bytes.length);
  t.equal(exported.sha256, createHash('sha256').update(bytes).digest('hex'));
  t.equal(seen.at(-1), bytes.length);
  t.same(readdirSync(join(folder, 'deep')), ['image.tar'], 'no draft is left');
  await docker.getImage('plumbline-test/export:one').remove();
  await t.rejects(docker.getImage(id).inspect(), /no such image/);
  t.match(execFileSync('docker', ['load', '--input', file], { encoding: 'utf8' }), id);
  t.equal((await docker.getImage(id).inspect()).Id, id);
});

t.test('what cannot be exported leaves nothing behind', async (t) => {
  const folder = testFolder(t, { taken: {} });
  const nowhere = `sha256:${'0'.repeat(64)}`;
  await t.rejects(exportImage(nowhere, join(folder, 'a.tar'), { docker }), { code: 'IMAGE_MISSING' });
  const id = await importSmall(docker, 'plumbline-test/export', 'two', { [LABEL]: 'yes' });
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error('stopped by the test'));
  await t.rejects(exportImage(id, join(folder, 'b.tar'), { docker, signal: stop.signal, onProgress }), {
    message: 'stopped by the test',
  });
  await t.rejects(exportImage(id, join(folder, 'taken'), { docker }), { code: 'INPUT_INVALID' });
  t.same(readdirSync(folder), ['taken']);
});
