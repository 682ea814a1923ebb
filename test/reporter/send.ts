import t from 'tap';
import type { IssueAction, IssueRecord, OutboxEntry } from '../../services/core/model/issue.ts';
import type { IssueTracker } from '../../services/core/ports/tracker.ts';
import { send } from '../../services/reporter/send.ts';

const ISSUE = { repository: 'acme/models', number: 4, url: 'https://x/4', state: 'open' } as const;
const KNOWN: IssueRecord = { ...ISSUE, incidentId: 'inc_00000001' };

function fakeTracker(found: typeof ISSUE | null) {
  const calls: string[] = [];
  const tracker: IssueTracker = {
    repository: 'acme/models',
    find: async (marker, label) => {
      calls.push(`find ${marker} ${label}`);
      return found;
    },
    create: async ({ title }) => {
      calls.push(`create ${title}`);
      return ISSUE;
    },
    update: async (number, change) => {
      calls.push(`update ${number} ${Object.keys(change).join()}`);
      return { ...ISSUE, state: change.state ?? 'open' };
    },
    comment: async (number, body, marker) => {
      calls.push(`comment ${number} ${body} ${marker}`);
    },
  };
  return { tracker, calls };
}
const entry = (action: IssueAction): OutboxEntry => ({
  id: 'out_00000001',
  incidentId: 'inc_00000001',
  sequence: 1,
  action,
  state: 'pending',
  attempts: 0,
  notBefore: '2026-11-24T00:00:00.000Z',
  lastError: '',
});
const OPEN: IssueAction = { kind: 'open', title: 'T', body: 'B', labels: ['plumbline'] };
const FIND = 'find <!-- plumbline:incident=inc_00000001 --> plumbline';
const COMMENT = 'comment 4 text <!-- plumbline:entry=out_00000001 -->';

t.test('an issue is opened only when none carries the marker', async (t) => {
  const none = fakeTracker(null);
  t.strictSame(await send(none.tracker, entry(OPEN), null), KNOWN);
  t.strictSame(none.calls, [FIND, 'create T']);
  const there = fakeTracker(ISSUE);
  t.strictSame(await send(there.tracker, entry(OPEN), null), KNOWN);
  t.strictSame(there.calls, [FIND], 'the first try had opened it');
  const noted = fakeTracker(null);
  t.strictSame(await send(noted.tracker, entry(OPEN), KNOWN), KNOWN);
  t.strictSame(noted.calls, []);
});

t.test('comment, update and close go to the issue that is known', async (t) => {
  const { tracker, calls } = fakeTracker(null);
  t.strictSame(await send(tracker, entry({ kind: 'comment', body: 'text' }), KNOWN), KNOWN);
  t.strictSame(await send(tracker, entry({ kind: 'update', title: 'T', body: 'B' }), KNOWN), KNOWN);
  t.match(await send(tracker, entry({ kind: 'close', body: 'text' }), KNOWN), { state: 'closed' });
  t.strictSame(calls, [COMMENT, 'update 4 title,body', COMMENT, 'update 4 state']);
});

t.test('an issue that was never noted, or noted for another repository, is looked up', async (t) => {
  const { tracker, calls } = fakeTracker(ISSUE);
  const elsewhere = { ...KNOWN, repository: 'acme/other', number: 9 };
  t.match(await send(tracker, entry({ kind: 'comment', body: 'text' }), elsewhere), { number: 4 });
  t.strictSame(calls, [FIND, COMMENT]);
  await t.rejects(send(fakeTracker(null).tracker, entry({ kind: 'comment', body: 'text' }), elsewhere), {
    code: 'CONFLICT',
    message: 'incident inc_00000001 has no issue in acme/models to comment',
  });
});
