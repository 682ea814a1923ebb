import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { filesDigest } from '../../../services/core/model/identity.ts';
import type { DatasetPin } from '../../../services/core/model/pins.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { testFolder } from '../../support/folder.ts';
import { pinFiles } from '../../support/order.ts';

t.test('a data set is copied once, read-only, and hashed each time', async (t) => {
  const root = testFolder(t, { data: {} });
  const pin = pinFiles(`${root}/data`, { 'a.txt': 'aaa', 'deep/er/b.txt': 'bbb' });
  const cache = testCache(`${root}/cache`);
  const [one, two] = await Promise.all([cache.provide(pin), cache.provide(pin)]);
  t.equal(one, two);
  t.equal(one, `${root}/cache/${pin.digest.replace('sha256:', '')}`);
  t.equal(readFileSync(`${one}/deep/er/b.txt`, 'utf8'), 'bbb');
  t.equal(statSync(`${one}/deep/er/b.txt`).mode & 0o777, 0o444);
  t.equal(statSync(`${one}/deep/er`).mode & 0o777, 0o755);
  t.same(
    readdirSync(`${root}/cache`).filter((name) => name.startsWith('fetch-')),
    [],
  );
  writeFileSync(`${root}/data/a.txt`, 'changed at the source');
  t.equal(await cache.provide(pin), one, 'what was fetched is independent of its source');
});

t.test('a copy that was changed is put aside and fetched again', async (t) => {
  const root = testFolder(t, { data: {} });
  const pin = pinFiles(`${root}/data`, { 'a.txt': 'aaa' });
  const cache = testCache(`${root}/cache`);
  const folder = await cache.provide(pin);
  for (const turn of [1, 2]) {
    writeFileSync(`${folder}/more-${turn}.txt`, 'x');
    await t.rejects(cache.provide(pin), { code: 'DATASET_CORRUPT' });
    t.notOk(existsSync(folder));
    t.ok(existsSync(`${folder}.corrupt/more-${turn}.txt`), 'kept for whoever wants to see it');
    t.equal(await cache.provide(pin), folder);
  }
});

t.test('a source that is gone, altered or not named', async (t) => {
  const root = testFolder(t, { data: {} });
  const pin = pinFiles(`${root}/data`, { 'a.txt': 'aaa' });
  const cache = testCache(`${root}/cache`);
  await t.rejects(cache.provide({ ...pin, folder: `${root}/nowhere` }), { code: 'DATASET_MISSING' });
  const { folder: _, ...nowhere } = pin;
  await t.rejects(cache.provide(nowhere), { code: 'DATASET_MISSING', message: /do not name/ });
  writeFileSync(`${root}/data/a.txt`, 'aab');
  await t.rejects(cache.provide(pin), { code: 'DATASET_CORRUPT', message: /a\.txt/ });
  t.same(readdirSync(`${root}/cache`), [], 'nothing is left behind');
});

t.test('a mixture of two versions: each file from its own source, or from a set that is kept', async (t) => {
  const root = testFolder(t, { old: {}, fresh: {} });
  const old = pinFiles(`${root}/old`, { 'train.csv': 'old train', 'test.csv': 'old test' });
  const fresh = pinFiles(`${root}/fresh`, { 'train.csv': 'new train', 'test.csv': 'new test' });
  const source = { kind: 'file' as const };
  const [test, train] = [
    old.files.find(({ path }) => path === 'test.csv'),
    fresh.files.find(({ path }) => path === 'train.csv'),
  ];
  if (test === undefined || train === undefined) throw new Error('the files are there');
  const files = [test, { ...train, source, folder: `${root}/fresh` }];
  const mixed = { ...old, version: '1+mixed', digest: filesDigest(files), files };
  const folder = await testCache(`${root}/one`).provide(mixed);
  t.equal(readFileSync(`${folder}/train.csv`, 'utf8'), 'new train');
  t.equal(readFileSync(`${folder}/test.csv`, 'utf8'), 'old test');

  const cache = testCache(`${root}/two`);
  await cache.provide(old);
  writeFileSync(`${root}/old/test.csv`, 'edited in place');
  t.equal(readFileSync(`${await cache.provide(mixed)}/test.csv`, 'utf8'), 'old test', 'only the cache still has it');
  await t.rejects(testCache(`${root}/three`).provide(mixed), {
    code: 'DATASET_CORRUPT',
    message: /test\.csv/,
  });
  const { folder: _, ...lost } = files[1] as DatasetPin['files'][number];
  const nowhere = { ...mixed, files: [test, lost] };
  await t.rejects(testCache(`${root}/four`).provide(nowhere), { code: 'DATASET_MISSING' });
});

t.test('pins that name other places than the set are refused before anything is written', async (t) => {
  const root = testFolder(t, { data: { secret: 'sss' } });
  const pin = pinFiles(`${root}/data`, { 'a.txt': 'aaa' });
  const [file] = pin.files;
  const cache = testCache(`${root}/cache`);
  for (const path of ['../../out', '/out', 'x\n/../../../out']) {
    const bad = { ...pin, files: [{ ...file, path, member: 'a.txt' }] } as DatasetPin;
    await t.rejects(
      cache.provide(bad),
      { code: 'INPUT_INVALID', message: /data set .*path/ },
      encodeURIComponent(path),
    );
  }
  const member = { ...pin, files: [{ ...file, member: '../data/secret' }] } as DatasetPin;
  await t.rejects(cache.provide(member), { code: 'INPUT_INVALID' });
  await t.rejects(cache.provide({ ...pin, digest: 'sha256:../../out' }), { code: 'INPUT_INVALID' });
  t.same(readdirSync(root), ['data']);
});

t.test('what goes wrong beside a set is no drift of it', async (t) => {
  const root = testFolder(t, { data: {} });
  const pin = pinFiles(`${root}/data`, { 'a.txt': 'aaa' });
  const cache = testCache(`${root}/cache`);
  const folder = await cache.provide(pin);
  // Where the record is written: as on a full disk, it cannot be.
  mkdirSync(`${folder}.record.new`);
  await t.rejects(cache.provide(pin));
  t.ok(existsSync(folder), 'the set stays');
  t.notOk(existsSync(`${folder}.corrupt`));
});
