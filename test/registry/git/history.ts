import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import { commitsBetween, filesAt } from '../../../services/registry/git/history.ts';
import { testFolder } from '../../support/folder.ts';

function repository(root: string) {
  const folder = join(root, 'catalog', 'tiny');
  mkdirSync(folder, { recursive: true });
  const run = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { encoding: 'utf8' });
  run('init', '--quiet', '.');
  const commit = (files: Readonly<Record<string, string>>): string => {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    run('add', '.');
    run('commit', '--quiet', '--message', 'change');
    return run('rev-parse', 'HEAD').trim();
  };
  return { folder, commit };
}

const code = (text: string) => ({ 'train.py': sha256Hex(text), 'model.py': sha256Hex('model\n') });

t.test('commits between the code of two sides, in the order from good to bad', async (t) => {
  const { folder, commit } = repository(testFolder(t));
  commit({ 'train.py': 'one\n', 'model.py': 'model\n' });
  const two = commit({ 'train.py': 'two\n' });
  commit({ 'README.md': 'words\n' });
  const three = commit({ 'train.py': 'three\n' });
  commit({ 'train.py': 'four\n' });
  t.same(await commitsBetween(folder, code('one\n'), code('four\n')), [two, three]);
  t.same(await commitsBetween(folder, code('four\n'), code('one\n')), [three, two]);
  t.same(await commitsBetween(folder, code('two\n'), code('three\n')), []);
  t.same(await commitsBetween(folder, code('one\n'), code('never committed\n')), []);
  const files = await filesAt(folder, two, ['train.py', 'absent.py']);
  t.same(
    [...(files ?? [])].map(([path, bytes]) => [path, bytes.toString()]),
    [['train.py', 'two\n']],
  );
  t.equal(await filesAt(folder, 'f'.repeat(40), ['train.py']), null);
  t.equal(await filesAt(folder, '--help', ['train.py']), null);
});

t.test('code that went back and forth: the closest pair', async (t) => {
  const { folder, commit } = repository(testFolder(t));
  commit({ 'train.py': 'good\n', 'model.py': 'model\n' });
  commit({ 'train.py': 'tried\n' });
  commit({ 'train.py': 'good\n' });
  const between = commit({ 'train.py': 'between\n' });
  commit({ 'train.py': 'bad\n' });
  t.same(await commitsBetween(folder, code('good\n'), code('bad\n')), [between]);
});

t.test('no checkout: nobody can say', async (t) => {
  const outside = testFolder(t, { 'train.py': 'one\n' });
  // A folder inside another repository that never committed it.
  t.same(await commitsBetween(outside, code('one\n'), code('two\n')), []);
  t.same(await commitsBetween('/', code('one\n'), code('two\n')), []);
});
