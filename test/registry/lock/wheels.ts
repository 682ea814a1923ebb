import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ensureWheels } from '../../../services/registry/lock/wheels.ts';
import { testFolder } from '../../support/folder.ts';
import { onlyWheelsOf, writeWheel } from '../../support/wheel.ts';

const target = { python: '3.11', architecture: 'amd64', suite: 'bookworm' } as const;

t.test('downloads once, verifies again, repairs a damaged file', async (t) => {
  const folder = testFolder(t);
  const index = join(folder, 'index');
  const cache = join(folder, 'cache');
  const sha256 = writeWheel(index, { name: 'alpha', version: '1.0' });
  onlyWheelsOf(index);
  const seen: string[] = [];
  const onProgress = (done: number, total: number, name: string) => seen.push(`${done}/${total} ${name}`.trim());
  const locked = [{ name: 'alpha', version: '1.0', sha256: [sha256] }];
  const path = join(cache, sha256, 'alpha-1.0-py3-none-any.whl');
  t.same(await ensureWheels(locked, { cache, target, onProgress }), [
    { file: 'alpha-1.0-py3-none-any.whl', path, sha256 },
  ]);
  t.same(seen, ['0/1 alpha', '1/1']);
  onlyWheelsOf(join(folder, 'nowhere'));
  t.equal((await ensureWheels(locked, { cache, target })).length, 1, 'the second call needs no index');
  writeFileSync(path, 'damaged');
  await t.rejects(ensureWheels(locked, { cache, target }), { code: 'RESOLVE_FAILED' });
  t.notOk(existsSync(path), 'a damaged file does not stay');
  onlyWheelsOf(index);
  t.equal((await ensureWheels(locked, { cache, target })).length, 1);
  t.same(readdirSync(cache), [sha256], 'nothing else is left');
});

t.test('other bytes than the lock names', async (t) => {
  const folder = testFolder(t);
  writeWheel(join(folder, 'index'), { name: 'alpha', version: '1.0', text: 'evil = True\n' });
  onlyWheelsOf(join(folder, 'index'));
  await t.rejects(
    ensureWheels([{ name: 'alpha', version: '1.0', sha256: ['a'.repeat(64)] }], {
      cache: join(folder, 'cache'),
      target,
    }),
    { code: 'WHEEL_HASH_MISMATCH', message: /Expected sha256 a{64}/ },
  );
});

t.test('an empty lock needs nothing, and an abort is handed on', async (t) => {
  const cache = join(testFolder(t), 'cache');
  t.same(await ensureWheels([], { cache, target }), []);
  const locked = [{ name: 'alpha', version: '1.0', sha256: ['a'.repeat(64)] }];
  await t.rejects(ensureWheels(locked, { cache, target, signal: AbortSignal.abort(new Error('stop')) }), {
    message: 'stop',
  });
});
