import fc from 'fast-check';
import t from 'tap';
import { redact } from '../../../services/core/reporting/redact.ts';

// Assembled here, so that no scanner takes this file for a leak.
const long = 'A1b2C3d4E5f6G7h8I9j0';

t.test('shapes of credentials are taken out and their kind is kept', async (t) => {
  const cases: [string, string][] = [
    [`ghp_${long}`, 'ghp_[redacted]'],
    [`x github_pat_${long}_${long} y`, 'x github_pat_[redacted] y'],
    [`hf_${long}`, 'hf_[redacted]'],
    [`AKIA${'ABCDEFGH12345678'}`, 'AKIA[redacted]'],
    [`AIza${'a'.repeat(35)}`, '[redacted]'],
    [`eyJ${long}.${long}.${long}`, '[redacted]'],
    [`Authorization: Bearer ${long}==`, 'Authorization: Bearer [redacted]'],
    ['https://user:hunter22@example.org/x', 'https://user:[redacted]@example.org/x'],
    ['postgres://:pass@db', 'postgres://:[redacted]@db'],
    ['DB_PASSWORD=hunter22 next', 'DB_PASSWORD=[redacted] next'],
    ['{"api_key": "abcd1234"}', '{"api_key": [redacted]}'],
  ];
  for (const [text, expected] of cases) t.equal(redact(text), expected, expected);
});

t.test('ordinary output stays', async (t) => {
  for (const text of ['epoch 3: loss 0.25', 'tokens: 12', 'sha256:0123abc', 'a@b', 'https://example.org:80/x']) {
    t.equal(redact(text), text);
  }
});

t.test('known secrets are taken out wherever they stand, the longest first', async (t) => {
  t.equal(redact('x=letmein-now, letmein', ['letmein', 'letmein-now']), 'x=[redacted], [redacted]');
  t.equal(redact('a cat', ['cat']), 'a cat', 'a value that is an ordinary word hides nothing');
});

t.test('private keys are taken out, whole or torn at either end', async (t) => {
  const [begin, end] = ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'];
  const body = `${long}${long}\n${long}==`;
  t.equal(redact(`a\n${begin}\n${body}\n${end}\nb`), 'a\n[redacted]\nb');
  t.equal(redact(`a b\n${body}\n${end}\nb`), 'a b\n[redacted]\nb');
  t.equal(redact(`${end}\nb`), '[redacted]\nb');
  t.equal(redact(`a\n${begin}\n${body}`), 'a\n[redacted]');
  t.equal(redact(`${begin} ${end} tail\nb`), '[redacted]\nb');
});

t.test('a known secret never comes through, whatever surrounds it', async (t) => {
  const secret = 'correct-horse-battery';
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      t.notOk(redact(`${before}${secret}${after}`, [secret]).includes(secret));
    }),
  );
});

t.test('what is looked through is bounded', async (t) => {
  t.equal(redact('a'.repeat(300_000)).length, 200_000);
});
