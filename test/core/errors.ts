import t from 'tap';
import { describeError, ERROR_KINDS, formatPlace, PlumblineError } from '../../services/core/errors.ts';

t.test('every kind says what to do next, in a sentence', async (t) => {
  for (const [code, kind] of Object.entries(ERROR_KINDS)) {
    t.match(kind.advice, /^[A-Z`].*[.]$/s, code);
    t.ok(kind.http >= 400 && kind.http < 600, code);
  }
});

t.test('an error carries its code, kind, place, cause and the wait it was asked for', async (t) => {
  const cause = new Error('socket');
  const error = new PlumblineError('GITHUB_RATE_LIMITED', 'slow down', {
    place: { file: 'a.yaml', line: 2 },
    cause,
    retryAfterMs: 5000,
  });
  t.match(error, { name: 'PlumblineError', code: 'GITHUB_RATE_LIMITED', retryable: true, retryAfterMs: 5000, cause });
  t.equal(error.kind, ERROR_KINDS.GITHUB_RATE_LIMITED);
  const plain = new PlumblineError('USAGE', 'no');
  t.match(plain, { retryable: false, place: undefined, retryAfterMs: undefined, cause: undefined });
});

t.test('an error is described in a line with its place, and what to do', async (t) => {
  const placed = new PlumblineError('CATALOG_INVALID', 'unknown key "x"', {
    place: { file: 'b.yaml', line: 3, column: 1 },
  });
  t.equal(
    describeError(placed),
    `CATALOG_INVALID: b.yaml:3:1: unknown key "x"\n  ${ERROR_KINDS.CATALOG_INVALID.advice}`,
  );
  t.equal(describeError(new PlumblineError('USAGE', 'no')), `USAGE: no\n  ${ERROR_KINDS.USAGE.advice}`);
  t.equal(describeError(new Error('odd')), 'INTERNAL: odd');
  t.equal(describeError('odd'), 'INTERNAL: odd');
});

t.test('a place leaves out what is unknown', async (t) => {
  t.equal(formatPlace({ file: 'a', line: 1, column: 2, path: '/x' }), 'a:1:2 /x');
  t.equal(formatPlace({ path: '/x' }), '/x');
  t.equal(formatPlace({}), '');
});
