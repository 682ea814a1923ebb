import t from 'tap';
import { markdownQuote, plainQuote } from '../../../services/core/reporting/piece.ts';

const digest = 'ab12'.repeat(16);

t.test('pieces are one line, without credentials, bounded, with short digests and commits', async (t) => {
  const quote = plainQuote(['hunter2222']);
  t.equal(quote('a\n b\u001b[0m hunter2222'), 'a b\uFFFD[0m [redacted]');
  t.equal(quote(`python@sha256:${digest}`), 'python@sha256:ab12ab12ab12');
  t.equal(quote('1a2b3c4d5e'.repeat(4)), '1a2b3c4d');
  t.equal(quote('x'.repeat(99)), `${'x'.repeat(59)}…`);
  t.equal(quote('x'.repeat(99), 99).length, 99);
  t.equal(plainQuote()('*a*'), '*a*', 'nothing is escaped');
});

t.test('a secret that looks like a digest is gone before digests are cut', async (t) => {
  t.equal(plainQuote([digest])(digest), '[redacted]');
  t.notMatch(markdownQuote([digest])(`x${digest}`), 'ab12');
});

t.test('pieces for GitHub are harmless', async (t) => {
  const quote = markdownQuote(['hunter2222']);
  t.equal(quote('@team *b* | hunter2222'), '@\u200Bteam \\*b\\* \\| \\[redacted\\]');
  t.equal(quote('x'.repeat(300), 200), `${'x'.repeat(199)}…`);
  t.equal(quote(digest), 'ab12ab\u200B12ab12', 'no commit is linked');
  t.equal(markdownQuote()('2.0.0'), '2.0.0');
});
