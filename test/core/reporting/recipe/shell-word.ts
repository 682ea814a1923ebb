import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { shellComment, shellWord } from '../../../../services/core/reporting/recipe/shell-word.ts';

t.test('a word without special characters stays readable', async (t) => {
  t.equal(shellWord('sha256:0a'), 'sha256:0a');
  t.equal(shellWord(''), "''");
  t.equal(shellWord("it's"), "'it'\\''s'");
  t.equal(shellWord('a\0b'), "'a\uFFFDb'");
});

t.test('a real shell reads every word back as it was', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), (values) => {
      const script = values.map((value) => `printf '%s\\0' ${shellWord(value)}`).join('\n');
      const read = execFileSync('sh', ['-c', `${script}\n:`], { encoding: 'utf8' })
        .split('\0')
        .slice(0, -1);
      const expected = values.map((value) => Buffer.from(value.replaceAll('\0', '\uFFFD')).toString());
      return JSON.stringify(read) === JSON.stringify(expected);
    }),
    { numRuns: 20 },
  );
  t.pass('20 lists of words');
});

t.test('a comment stays one line, whatever it says', async (t) => {
  t.equal(shellComment('a\nrm -rf /\u2028b\r'), '# a rm -rf / b');
});
