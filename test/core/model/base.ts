import t from 'tap';
import { RelativePath } from '../../../services/core/model/base.ts';
import { explain } from '../../../services/core/model/explain.ts';

const isPath = (text: string) => explain(RelativePath, text).length === 0;

t.test('a path inside a folder', async (t) => {
  for (const path of ['a', 'a/b c.txt', '..a/b..', 'a/...', '-x', 'ä/日本', 'a[1]*?']) t.ok(isPath(path), path);
});

t.test('no path out of it, whatever stands in front', async (t) => {
  const ways = ['', '/a', '..', '../a', 'a/..', 'a/../b', 'a\n/../../b', 'a\r/../../b', 'a\u2028/../../b'];
  for (const path of ways) t.notOk(isPath(path), encodeURIComponent(path));
});

t.test('no control character: a line break in a name is two lines wherever names are listed', async (t) => {
  for (const path of ['a\nb', 'a\rb', 'a\tb', 'a\0b', 'a\u007fb']) t.notOk(isPath(path), encodeURIComponent(path));
});
