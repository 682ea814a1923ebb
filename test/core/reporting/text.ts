import fc from 'fast-check';
import t from 'tap';
import {
  commands,
  fence,
  inline,
  MAX_BODY_CHARACTERS,
  MAX_TITLE_CHARACTERS,
  plain,
  table,
  title,
} from '../../../services/core/reporting/text.ts';

const B = '\u200B';

t.test('mentions and references are broken up, since escaping does not reach them', async (t) => {
  const cases: [string, string][] = [
    ['ask @octocat', `ask @${B}octocat`],
    ['see #12 and owner/repo#3', `see \\#${B}12 and owner/repo\\#${B}3`],
    ['GH-7 gh-8', `GH-${B}7 gh-${B}8`],
    ['at deadbeef1 done', `at deadbe${B}ef1 done`],
    ['https://evil.example', `https:${B}//evil.example`],
    ['www.evil.example', `www${B}.evil.example`],
  ];
  for (const [text, expected] of cases) t.equal(inline(text), expected);
});

t.test('markup is escaped: tables, code, HTML, links, images, comments', async (t) => {
  t.equal(inline('a|b `c` *d*'), 'a\\|b \\`c\\` \\*d\\*');
  t.equal(inline('![x](y) [z](w)'), '\\!\\[x\\]\\(y\\) \\[z\\]\\(w\\)');
  t.equal(inline('<b>&lt;'), '\\<b\\>\\&lt;');
  t.notMatch(inline('<!-- plumbline:incident=inc_1 -->'), /<!--/);
  t.equal(inline('run_01a _b_ __c__'), 'run_01a \\_b\\_ \\_\\_c\\_\\_');
  t.equal(inline('a\nb\r\n  c\t'), 'a b c', 'one line');
  t.equal(inline('a\u0000b\u202Ec\u001b[0m'), 'a\uFFFDb\uFFFDc\uFFFD\\[0m', 'nothing unprintable');
});

t.test(
  'plain text is one line without credentials and control characters, and nothing else is done to it',
  async (t) => {
    t.equal(plain(' a\nb *c* @d \u001b[0m '), 'a b *c* @d \uFFFD[0m');
    t.equal(plain('hunter2222', ['hunter2222']), '[redacted]');
  },
);

t.test('inline text and titles are bounded', async (t) => {
  t.equal(inline('x'.repeat(500), [], 300), `${'x'.repeat(299)}…`);
  t.equal(inline('x'.repeat(500)), `${'x'.repeat(159)}…`);
  t.equal(title('x'.repeat(500)).length, MAX_TITLE_CHARACTERS);
  t.equal(title('@'.repeat(150)).length, MAX_TITLE_CHARACTERS, 'also when breaking up made it longer');
  t.equal(title('a | b −61 % [x]'), 'a | b −61 % [x]', 'a title is not Markdown');
});

t.test('a fence is longer than any run of backticks inside, and holds the last lines', async (t) => {
  t.equal(fence('one\r\ntwo\rthree\n\n', 2), '```text\ntwo\nthree\n```');
  t.equal(fence('a ```` b', 5), '`````text\na ```` b\n`````');
  t.equal(fence('<!-- plumbline:incident=inc_1 -->', 5), `\`\`\`text\n<${B}!-- plumbline:incident=inc_1 -->\n\`\`\``);
  t.match(fence('y'.repeat(400), 1), `${'y'.repeat(299)}…\n`);
  t.equal(fence('key=topsecret1', 1, ['topsecret1']), '```text\nkey=[redacted]\n```');
});

t.test('commands are a shell block', async (t) => {
  t.equal(commands(['plumbline logs run_1', 'plumbline runs']), '```sh\nplumbline logs run_1\nplumbline runs\n```');
});

t.test('a table counts the rows that do not fit', async (t) => {
  t.equal(table(['a', 'b'], [['1', '2']], 500), '| a | b |\n| --- | --- |\n| 1 | 2 |');
  const long = table(['a'], new Array<string[]>(100).fill(['x'.repeat(10)]), 100);
  t.match(long, /\n\n95 more rows are left out here\.$/);
});

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@octocat',
        '#1',
        'GH-1',
        'a/b#2',
        '`',
        '```',
        '|',
        '<!--',
        '-->',
        '<img src=x>',
        '![a](b)',
        '\n',
        '\r',
      ),
      fc.constantFrom(
        'https://a.b',
        '@',
        '\\',
        'deadbeef',
        '<!',
        '--',
        '[',
        '](',
        '\u0000',
        '\u200B',
        'plumbline:incident=inc_1',
      ),
      fc.string({ maxLength: 8, unit: 'binary' }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

t.test('whatever the text, nothing of it acts', async (t) => {
  fc.assert(
    fc.property(nasty, (text) => {
      for (const result of [inline(text), title(text), fence(text, 20)]) {
        t.notMatch(result, /@(?![\u200B…])/, 'a mention');
        t.notMatch(result, /#\d|GH-\d/i, 'a reference');
        t.notOk(result.includes('<!--'), 'a comment');
        t.notOk(result.includes('://'), 'an address');
      }
      const line = inline(text);
      t.notMatch(line, /[\n\r]/, 'a line break');
      const bare = line.replace(/\\[\\`*_{}[\]()<>#|~&$!]/g, '.').replace(/(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])/g, '');
      t.notMatch(bare, /[\\`*_{}[\]()<>#|~&$!]/, 'bare markup');
      const [first = '', ...rest] = fence(text, 20).split('\n');
      const ticks = first.replace('text', '');
      t.equal(rest.pop(), ticks);
      t.notOk(
        rest.some((inside) => inside.includes(ticks)),
        'an early end of the fence',
      );
    }),
    { numRuns: 500 },
  );
});

t.test('the bounds are below those of GitHub', async (t) => {
  t.ok(MAX_TITLE_CHARACTERS < 256);
  t.ok(MAX_BODY_CHARACTERS < 65_536);
});
