import t, { type Test } from 'tap';
import type { IssueAction } from '../../services/core/model/issue.ts';
import type { OutboxStore } from '../../services/core/ports/store-incidents.ts';
import { createTracker } from '../../services/github/tracker.ts';
import { createReporter } from '../../services/reporter/reporter.ts';
import { aNight, anIncident } from '../support/builders.ts';
import { REPOSITORY, startGithub, TOKEN } from '../support/github.ts';
import { keptLog, setClock } from '../support/planning.ts';
import { temporaryStore } from '../support/store.ts';

const NOW = '2026-11-24T03:00:00.000Z';
const INCIDENT = 'inc_00000001';

function open(incident = INCIDENT): IssueAction {
  const body = `It fell.\n\n<!-- plumbline:incident=${incident} -->`;
  return { kind: 'open', title: `digits: throughput −61 % (${incident})`, body, labels: ['plumbline'] };
}
const comment = (body: string): IssueAction => ({ kind: 'comment', body });
const close: IssueAction = { kind: 'close', body: 'Back in the band.' };

/** A real store whose judge has written `actions` into the outbox, and GitHub's emulator that fails on command. */
async function place(t: Test, actions: Readonly<Record<string, readonly IssueAction[]>>) {
  const [store, github] = await Promise.all([temporaryStore(t), startGithub(t)]);
  await store.nights.plan(aNight({ instant: NOW, plannedAt: NOW, deadline: NOW }), []);
  await store.nights.closeDue(NOW);
  const incidents = Object.keys(actions);
  await store.nights.judge('night_00000001', {
    points: [],
    verdicts: [],
    newIncidents: incidents.map((id) => anIncident({ id })),
    changedIncidents: [],
    events: [],
    experiments: [],
    outbox: incidents.flatMap((incidentId) =>
      (actions[incidentId] ?? []).map((action, index) => ({
        id: `out_${incidentId.slice(-4)}${index}`,
        incidentId,
        action,
        createdAt: NOW,
      })),
    ),
  });
  const [clock, log] = [setClock(NOW), keptLog()];
  const tracker = createTracker({ repository: REPOSITORY, token: TOKEN, apiUrl: github.apiUrl, log, paced: false });
  const deps = { store, tracker, clock, log };
  return { store, github, clock, log, deps, reporter: createReporter(deps) };
}

t.test('an incident is one issue: opened, commented, changed and closed in order', async (t) => {
  const update: IssueAction = { ...open(), kind: 'update', title: 'it was numpy' } as IssueAction;
  const { reporter, github, store } = await place(t, { [INCIDENT]: [open(), comment('still so'), update, close] });
  t.strictSame(await reporter.step(), { sent: 4, failed: 0, notSent: 0 });
  t.match(await github.issues(), [
    { number: 1, title: 'it was numpy', state: 'closed', labels: [{ name: 'plumbline' }] },
  ]);
  t.match(await github.comments(1), [{ body: /^still so/ }, { body: /^Back in the band/ }]);
  t.match(await store.outbox.issue(INCIDENT), { repository: REPOSITORY, number: 1, state: 'closed' });
  t.strictSame(await reporter.step(), { sent: 0, failed: 0, notSent: 0 }, 'nothing is sent twice');
});

t.test("a crash between GitHub's answer and our commit makes no second issue", async (t) => {
  const { deps, github, store, reporter } = await place(t, { [INCIDENT]: [open(), comment('still so')] });
  const dying: OutboxStore = {
    ...store.outbox,
    sent: async () => {
      throw new Error('the process is killed here');
    },
  };
  await t.rejects(createReporter({ ...deps, store: { outbox: dying } }).step(), /killed here/);
  t.equal((await github.issues()).length, 1);
  t.match(await reporter.step(), { sent: 2 });
  t.equal((await github.issues()).length, 1);

  await store.incidents.change(
    anIncident({ state: 'confirmed' }),
    'suspected',
    { incidentId: INCIDENT, at: NOW, from: 'suspected', to: 'confirmed', actor: 'judge', reason: '' },
    [{ id: 'out_later', incidentId: INCIDENT, action: comment('again'), createdAt: NOW }],
  );
  await t.rejects(createReporter({ ...deps, store: { outbox: dying } }).step(), /killed here/);
  t.match(await reporter.step(), { sent: 1 });
  t.strictSame(
    (await github.comments(1)).map(({ body }) => body.split('\n')[0]),
    ['still so', 'again'],
    'and no second comment',
  );
});

t.test('an answer that is lost on the way makes no second issue either', async (t) => {
  const { reporter, github, clock } = await place(t, { [INCIDENT]: [open()] });
  github.fail('POST', { kind: 'swallow' });
  t.match(await reporter.step(), { sent: 0, failed: 1 });
  t.match(await reporter.step(), { sent: 0, failed: 0 }, 'it is left alone for a while');
  clock.advance(20_000);
  t.match(await reporter.step(), { sent: 1 });
  t.equal((await github.issues()).length, 1);
});

t.test('GitHub answering 500 delays the issue, longer each time, and later entries wait behind it', async (t) => {
  const { reporter, github, clock, store, log } = await place(t, { [INCIDENT]: [open(), comment('still so')] });
  const waits: unknown[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    github.fail('POST', { kind: 'answer', status: 500 });
    t.match(await reporter.step(), { sent: 0, failed: 1 });
    const last = log.lines.findLast((line) => line.message === 'issue not sent')?.data as { waitMs: number };
    waits.push(last.waitMs);
    clock.advance(last.waitMs);
  }
  t.strictSame(waits, [15_000, 30_000, 60_000]);
  t.match(await store.outbox.entries(INCIDENT), [{ attempts: 3, lastError: /500/ }, { attempts: 0 }]);
  t.match(await reporter.step(), { sent: 2, failed: 0 });
  t.equal((await github.issues()).length, 1);
});

t.test('a rate limit stops everything until it resets', async (t) => {
  const { reporter, github, clock } = await place(t, { [INCIDENT]: [open()], inc_00000002: [open('inc_00000002')] });
  const headers = { 'retry-after': '120' };
  github.fail('POST', { kind: 'answer', status: 403, headers, message: 'You have exceeded a secondary rate limit' });
  t.match(await reporter.step(), { sent: 0, failed: 1 });
  const asked = github.requests.length;
  clock.advance(119_000);
  t.match(await reporter.step(), { sent: 0, failed: 0 });
  t.equal(github.requests.length, asked, 'GitHub is not asked meanwhile');
  clock.advance(1000);
  t.match(await reporter.step(), { sent: 2, failed: 0 });
  t.equal((await github.issues()).length, 2);
});

t.test('422 for the label: the issue goes out without it, once', async (t) => {
  const { reporter, github, store } = await place(t, { [INCIDENT]: [open(), close] });
  github.fail('POST', { kind: 'answer', status: 422, message: 'Validation Failed' });
  t.match(await reporter.step(), { sent: 2, failed: 0 });
  t.match(await github.issues(), [{ labels: [], state: 'closed' }]);
  t.match(await store.outbox.counts(), { pending: 0, sent: 2, notSent: 0 });
});

t.test('a refused token keeps the entry, with what GitHub said', async (t) => {
  const { reporter, github, store } = await place(t, { [INCIDENT]: [open()] });
  github.fail('GET', { kind: 'answer', status: 401, message: `Bad credentials ${TOKEN}` });
  t.match(await reporter.step(), { sent: 0, failed: 1 });
  t.match(await store.outbox.entries(INCIDENT), [{ state: 'pending', lastError: /401 Bad credentials \[redacted\]/ }]);
});

t.test('one incident that cannot be sent does not hold up another', async (t) => {
  const { reporter, github } = await place(t, {
    [INCIDENT]: [comment('no issue yet')],
    inc_00000002: [open('inc_00000002')],
  });
  t.match(await reporter.step(), { sent: 1, failed: 1 });
  t.match(await github.issues(), [{ title: /inc_00000002/ }]);
});

t.test('without a repository and a token entries are shown as not sent, and go out when there are', async (t) => {
  const { deps, github, store, reporter } = await place(t, { [INCIDENT]: [open(), comment('still so')] });
  const silent = createReporter({ ...deps, tracker: null });
  t.strictSame(await silent.step(), { sent: 0, failed: 0, notSent: 2 });
  t.match(await store.outbox.counts(), { pending: 0, sent: 0, notSent: 2 });
  t.strictSame(await silent.step(), { sent: 0, failed: 0, notSent: 0 });
  t.strictSame(github.requests, []);
  t.match(await reporter.step(), { sent: 2 });
  t.equal((await github.issues()).length, 1);
});

t.test('a second reporter after the first finds nothing left to do', async (t) => {
  const { deps, github, reporter } = await place(t, { [INCIDENT]: [open(), close] });
  await reporter.step();
  t.strictSame(await createReporter(deps).step(), { sent: 0, failed: 0, notSent: 0 });
  t.equal((await github.issues()).length, 1);
});

t.test('a store that fails is not taken for GitHub: the loop hears of it', async (t) => {
  const { deps, store } = await place(t, { [INCIDENT]: [open()] });
  const broken: OutboxStore = {
    ...store.outbox,
    issue: async () => {
      throw new Error('the database is away');
    },
  };
  await t.rejects(createReporter({ ...deps, store: { outbox: broken } }).step(), /database is away/);
});
