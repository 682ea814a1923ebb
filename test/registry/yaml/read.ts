import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Type } from 'typebox';
import { MAX_FILE_BYTES, readYaml, readYamlText } from '../../../services/registry/yaml/read.ts';
import { testFolder } from '../../support/folder.ts';

const Any = Type.Unknown();

t.test('a value, and the place of each part', async (t) => {
  const read = readYamlText('x.yaml', 'a:\n  - b: 1\n  - c: [1, 2]\n', Any);
  t.same(read.value, { a: [{ b: 1 }, { c: [1, 2] }] });
  t.match(read.problemAt(['a', 1, 'c', 1], 'm'), {
    file: 'x.yaml',
    line: 3,
    column: 12,
    path: 'a.1.c.1',
    message: 'm',
  });
  t.match(
    read.problemAt(['a', 0, 'nothing'], 'm'),
    { line: 2, column: 5 },
    'what is not there lies in what should hold it',
  );
  t.match(read.problemAt([], 'm'), { line: 1, column: 1, path: '' });
});

t.test('a bomb of aliases, deep nesting and other traps are problems, not crashes', async (t) => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let depth = 1; depth < 8; depth++) {
    const before = String.fromCharCode(96 + depth);
    bomb.push(`${String.fromCharCode(97 + depth)}: &${String.fromCharCode(97 + depth)} [${`*${before}, `.repeat(10)}]`);
  }
  t.match(readYamlText('x', bomb.join('\n'), Any).problems[0]?.message, /alias/i);
  t.equal(readYamlText('x', '['.repeat(50_000), Any).value, null);
  t.match(readYamlText('x', 'a: *none', Any).problems[0]?.message, /alias/i);
  t.match(readYamlText('x', '? [a]\n: 1', Any).problems[0]?.message, /key/i);
  const polluted = readYamlText('x', '__proto__:\n  admin: true\n', Type.Object({}, { additionalProperties: false }));
  t.match(polluted.problems[0]?.message, 'unknown key "__proto__"');
  t.equal(({} as { admin?: boolean }).admin, undefined);
});

t.test('files that are not text, too large, or not there', async (t) => {
  const folder = testFolder(t);
  const file = join(folder, 'x.yaml');
  writeFileSync(file, Buffer.from([0x61, 0x3a, 0x20, 0xff]));
  t.match((await readYaml(file, Any)).problems, [{ file, message: 'expected valid UTF-8 text' }]);
  truncateSync(file, MAX_FILE_BYTES + 1);
  t.match((await readYaml(file, Any)).problems[0]?.message, `expected at most ${MAX_FILE_BYTES}`);
  const missing = await readYaml(join(folder, 'none.yaml'), Any);
  t.match(missing.problems[0]?.message, /cannot be read: ENOENT/);
  t.match(missing.problemAt(['a'], 'm'), { path: 'a', message: 'm' });
});
