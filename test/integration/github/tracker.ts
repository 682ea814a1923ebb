import t, { type Test } from 'tap';
import { issueMarker } from '../../../services/core/reporting/marker.ts';
import { createTracker } from '../../../services/github/tracker.ts';
import { type Github, REPOSITORY, startGithub, TOKEN } from '../../support/github.ts';
import { keptLog } from '../../support/planning.ts';

const MARKER = issueMarker('inc_00000001');
const ISSUE = { title: 'digits: throughput −61 %', body: `It fell.\n\n${MARKER}`, labels: ['plumbline'] };

function trackerOf(github: Github, token = TOKEN) {
  const log = keptLog();
  const options = { repository: REPOSITORY, token, apiUrl: `${github.apiUrl}/`, log, paced: false };
  return { tracker: createTracker(options), log };
}
async function place(t: Test) {
  const github = await startGithub(t);
  return { github, ...trackerOf(github) };
}

t.test('an issue is opened, found by its marker, changed, commented and closed', async (t) => {
  const { github, tracker } = await place(t);
  t.equal(tracker.repository, REPOSITORY);
  t.equal(await tracker.find(MARKER, 'plumbline'), null);
  const issue = await tracker.create(ISSUE);
  t.match(issue, { repository: REPOSITORY, number: 1, state: 'open', url: /issues\/1$/ });
  t.strictSame(await tracker.find(MARKER, 'plumbline'), issue);
  t.match(await tracker.update(1, { title: 'now −62 %' }), { number: 1, state: 'open' });
  await tracker.comment(1, 'still so', '<!-- plumbline:entry=out_1 -->');
  await tracker.comment(1, 'still so', '<!-- plumbline:entry=out_1 -->');
  t.strictSame(
    (await github.comments(1)).map((comment) => comment.body),
    ['still so\n\n<!-- plumbline:entry=out_1 -->'],
    'the same comment is written once',
  );
  t.match(await tracker.update(1, { state: 'closed' }), { state: 'closed' });
  t.match(await tracker.find(MARKER, 'plumbline'), { number: 1, state: 'closed' }, 'a closed issue is found too');
  t.match(await github.issues(), [{ title: 'now −62 %', state: 'closed', labels: [{ name: 'plumbline' }] }]);
});

t.test('an issue is found behind more than a page of others, and the older of two is taken', async (t) => {
  const { github, tracker } = await place(t);
  await tracker.create(ISSUE);
  await tracker.create(ISSUE);
  for (let index = 0; index < 105; index += 1) {
    await github.open({ title: `other ${index}`, body: 'x', labels: ['plumbline'] });
  }
  t.match(await tracker.find(MARKER, 'plumbline'), { number: 1 });
});

t.test('an issue that lost its label is found among the newest ones', async (t) => {
  const { github, tracker } = await place(t);
  await github.open({ title: 'by hand', body: ISSUE.body });
  t.match(await tracker.find(MARKER, 'plumbline'), { number: 1 });
});

t.test('422 for a label: the issue goes out without it, and is found all the same', async (t) => {
  const { github, tracker, log } = await place(t);
  github.fail('POST', { kind: 'answer', status: 422, message: 'Validation Failed: label' });
  t.match(await tracker.create(ISSUE), { number: 1 });
  t.match(log.lines, [{ level: 'warn', message: /without/ }]);
  t.match(await tracker.find(MARKER, 'plumbline'), { number: 1 });
  github.fail('POST', { kind: 'answer', status: 422, message: 'body is too long' });
  await t.rejects(tracker.create({ ...ISSUE, labels: [] }), {
    code: 'GITHUB_REFUSED',
    message: /422 body is too long/,
  });
});

t.test('5xx and a cut line are GITHUB_UNAVAILABLE; a write is sent once', async (t) => {
  const { github, tracker } = await place(t);
  github.fail('POST', { kind: 'answer', status: 500 });
  await t.rejects(tracker.create(ISSUE), { code: 'GITHUB_UNAVAILABLE', retryable: true, message: /500/ });
  github.fail('POST', { kind: 'cut' });
  await t.rejects(tracker.create(ISSUE), { code: 'GITHUB_UNAVAILABLE' });
  github.fail('POST', { kind: 'swallow' });
  await t.rejects(tracker.create(ISSUE), { code: 'GITHUB_UNAVAILABLE' });
  t.equal(github.requests.filter((line) => line.startsWith('POST')).length, 3, 'no write was repeated by itself');
  t.match(await tracker.find(MARKER, 'plumbline'), { number: 1 }, 'GitHub had taken the third one');
});

t.test('a read is tried again after a 5xx', async (t) => {
  const { github, tracker } = await place(t);
  await tracker.create(ISSUE);
  github.fail('GET', { kind: 'answer', status: 502 });
  t.match(await tracker.find(MARKER, 'plumbline'), { number: 1 });
});

t.test('rate limits carry the time GitHub asked for, and nothing waits for them here', async (t) => {
  const { github, tracker } = await place(t);
  const date = 'Tue, 24 Nov 2026 02:30:00 GMT';
  const reset = String(Date.parse(date) / 1000 + 90);
  github.fail('POST', {
    kind: 'answer',
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, date },
    message: 'API rate limit exceeded',
  });
  await t.rejects(tracker.create(ISSUE), { code: 'GITHUB_RATE_LIMITED', retryAfterMs: 90_000 });
  github.fail('GET', { kind: 'answer', status: 429, headers: { 'retry-after': '7' } });
  await t.rejects(tracker.find(MARKER, 'plumbline'), { code: 'GITHUB_RATE_LIMITED', retryAfterMs: 7000 });
  t.equal(github.requests.length, 2);
});

t.test('a refusal tells what GitHub said and never the token', async (t) => {
  const { github } = await place(t);
  const { tracker } = trackerOf(github);
  for (const status of [401, 403, 404, 410]) {
    github.fail('PATCH', { kind: 'answer', status, message: `no, ${TOKEN} may not` });
    const error = await tracker.update(1, { state: 'closed' }).catch((thrown: Error) => thrown);
    t.match(error, {
      code: 'GITHUB_REFUSED',
      retryable: false,
      message: new RegExp(`${status} no, \\[redacted\\] may not`),
    });
  }
});

t.test('the gaps between writes can stay on', async (t) => {
  const github = await startGithub(t);
  const tracker = createTracker({ repository: REPOSITORY, token: TOKEN, apiUrl: github.apiUrl, log: keptLog() });
  t.match(await tracker.create(ISSUE), { number: 1 });
  github.fail('PATCH', {
    kind: 'answer',
    status: 403,
    headers: { 'retry-after': '3600' },
    message: 'secondary rate limit',
  });
  await t.rejects(tracker.update(1, { state: 'closed' }), { code: 'GITHUB_RATE_LIMITED', retryAfterMs: 3_600_000 });
});

t.test('what is not OWNER/REPO is refused', async (t) => {
  for (const repository of ['models', 'a/b/c', '/b']) {
    const options = { repository, token: TOKEN, apiUrl: 'http://127.0.0.1:9', log: keptLog() };
    t.throws(() => createTracker(options), { code: 'CONFIG_INVALID' }, repository);
  }
});
