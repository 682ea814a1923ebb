import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { PinFile } from '../../../services/core/model/pins.ts';
import { createPinSource } from '../../../services/registry/pins/source.ts';
import { testFolder } from '../../support/folder.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const image = { reference: digest, kind: 'image-id' } as const;
const file: PinFile = {
  schemaVersion: 1,
  resolvedAt: '2026-01-02T03:04:05Z',
  pins: [
    {
      schemaVersion: 1,
      benchmark: 'tiny',
      methodVersion: 1,
      platform: 'cpu-x86_64',
      image,
      base: image,
      lock: { digest, packages: {} },
      code: {},
      command: ['true'],
      config: {},
      env: {},
      dataset: {
        name: 'rows',
        version: '1',
        digest,
        source: { kind: 'file' },
        files: [{ path: 'a', sha256: 'b'.repeat(64), bytes: 1 }],
      },
    },
  ],
};

t.test('none yet, then what was saved; nothing but the file is left', async (t) => {
  const folder = join(testFolder(t), 'deep');
  const source = createPinSource(join(folder, 'pins.json'));
  t.equal(await source.load(), null);
  await Promise.all([source.save(file), source.save(file)]);
  t.same(await source.load(), file);
  t.same(readdirSync(folder), ['pins.json']);
  t.equal(statSync(join(folder, 'pins.json')).mode & 0o777, 0o644);
});

t.test('a tag instead of a digest is refused, when saved and when loaded', async (t) => {
  const path = join(testFolder(t), 'pins.json');
  const tagged = structuredClone(file) as { pins: { image: { reference: string } }[] };
  (tagged.pins[0] as { image: { reference: string } }).image.reference = 'python:3.11';
  await t.rejects(createPinSource(path).save(tagged as PinFile), {
    code: 'NOT_PINNED',
    message: /pins\.0\.image\.reference.*found "python:3\.11"/,
  });
  t.same(readdirSync(t.testdirName), [], 'nothing was written');
  writeFileSync(path, JSON.stringify(tagged));
  await t.rejects(createPinSource(path).load(), {
    code: 'NOT_PINNED',
    place: { file: path, path: 'pins.0.image.reference' },
  });
  writeFileSync(path, '{"schemaVersion": 1,');
  await t.rejects(createPinSource(path).load(), { code: 'NOT_PINNED', message: /not JSON/ });
});

t.test('a folder in its place is an error, not an empty pin file', async (t) => {
  const path = testFolder(t);
  await t.rejects(createPinSource(path).load(), { code: 'EISDIR' });
  await t.rejects(createPinSource(path).save(file), /EISDIR|ENOTEMPTY|ENOTDIR|directory/);
});
