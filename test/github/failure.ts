import t from 'tap';
import { githubError } from '../../services/github/failure.ts';

const failure = (status: number | undefined, message: string, headers?: Record<string, string | number>) =>
  githubError({ status, message, ...(headers ? { response: { headers } } : {}) }, 'opening an issue', 'ghp_secret');

t.test('what may pass, what passes at a known time, and what does not pass', async (t) => {
  t.match(failure(500, 'boom'), { code: 'GITHUB_UNAVAILABLE', message: 'opening an issue: 500 boom' });
  t.match(failure(undefined, 'socket hang up'), {
    code: 'GITHUB_UNAVAILABLE',
    message: 'opening an issue: socket hang up',
  });
  t.match(githubError('odd', 'x', 'y'), { code: 'GITHUB_UNAVAILABLE', message: 'x: odd' });
  t.match(failure(404, 'Not Found'), { code: 'GITHUB_REFUSED' });
  t.match(failure(403, 'Resource not accessible'), { code: 'GITHUB_REFUSED', retryAfterMs: undefined });
  t.match(failure(403, 'x', {}), { code: 'GITHUB_REFUSED' });
  t.match(failure(429, 'x'), { code: 'GITHUB_RATE_LIMITED', retryAfterMs: 60_000 });
  t.match(failure(403, 'You have exceeded a secondary rate limit'), {
    code: 'GITHUB_RATE_LIMITED',
    retryAfterMs: 60_000,
  });
});

t.test('the wait is what GitHub names, within bounds', async (t) => {
  const date = 'Tue, 24 Nov 2026 02:30:00 GMT';
  const reset = Date.parse(date) / 1000 + 30;
  const limited = (headers: Record<string, string | number>) => failure(403, 'rate limit', headers).retryAfterMs;
  t.equal(limited({ 'retry-after': '12' }), 12_000);
  t.equal(limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, date }), 30_000);
  t.equal(limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset - 90, date }), 1000);
  t.equal(limited({ 'retry-after': '999999' }), 3_600_000);
  t.equal(limited({ 'x-ratelimit-reset': reset }), 60_000, "without GitHub's own clock its reset time says nothing");
});

t.test('the message is one bounded line without the token', async (t) => {
  const { message } = failure(500, `a\nb ghp_secret ${'x'.repeat(5000)}`);
  t.match(message, /^opening an issue: 500 a b \[redacted\] x+$/);
  t.ok(message.length < 400);
});
