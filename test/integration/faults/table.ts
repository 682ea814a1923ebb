import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

// Every row of docs/failures.md names a test: the file is there, and the test in it.

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ROW = /^\| (.+?) \| .* \| `(test\/[^`]+)`: (.+) \|$/;

t.test('every fault in the table has its test', async (t) => {
  const lines = readFileSync(`${root}docs/failures.md`, 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| fault |'));
  t.ok(rows.length >= 30, `${rows.length} rows`);
  for (const row of rows) {
    const [, fault = row, file = '', name = ''] = ROW.exec(row) ?? [];
    const text = existsSync(root + file) && file !== '' ? readFileSync(root + file, 'utf8') : '';
    const quoted = [`'${name}'`, `"${name}"`, `'${name.replaceAll("'", "\\'")}'`];
    t.ok(name !== '' && quoted.some((one) => text.includes(one)), `${fault}: ${file}: ${name}`);
  }
});
