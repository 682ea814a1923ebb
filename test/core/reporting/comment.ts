import t from 'tap';
import { closeComment, persistComment, relatedComment } from '../../../services/core/reporting/comment.ts';
import { ACCURACY, incidentOf, THROUGHPUT } from '../../support/reporting.ts';

const night = { id: 'night_00000005', instant: '2026-11-27T02:30:00.000Z' };
const text = (action: { kind: string }) => ('body' in action ? String(action.body) : '');

t.test('a comment says that it persists, with the values of the night', async (t) => {
  t.matchSnapshot(
    text(persistComment(incidentOf(), { night, values: [THROUGHPUT, { ...ACCURACY, value: null, low: null }] })),
  );
  const described = { ...THROUGHPUT, band: '± 1 %, learned from 6 runs' };
  t.match(text(persistComment(incidentOf(), { night, values: [described] })), /\(± 1 %, learned from 6 runs\) \|/);
  t.match(persistComment(incidentOf(), { night, values: [] }), {
    kind: 'comment',
    body: /2026-11-27 02:30 UTC \([^|]+\)\.$/,
  });
});

t.test('a resolved incident is closed with its clean nights', async (t) => {
  const incident = incidentOf({ state: 'resolved', cleanNights: 3 });
  t.match(closeComment(incident, { nights: [night] }), {
    kind: 'close',
    body: 'Back in the band for 3 nights in a row. Plumbline closes this issue.\n\n- 2026-11-27 02:30 UTC (night_00000005)',
  });
  t.notMatch(text(closeComment(incident, { nights: [] })), /\n/);
});

t.test('a dismissed and an accepted incident are closed with the reason, which is foreign text', async (t) => {
  const dismissed = incidentOf({ state: 'dismissed', reason: 'noise, says @octocat' });
  t.match(text(closeComment(dismissed, { nights: [] })), 'Dismissed: noise, says @\u200Boctocat.');
  const accepted = incidentOf({ state: 'accepted', reason: '' });
  t.match(text(closeComment(accepted, { nights: [] })), 'Accepted as the new normal: no reason was given.');
});

t.test('what moved together is told on the issue of the one that leads', async (t) => {
  const said = text(
    relatedComment(incidentOf({ id: 'inc_00000002', benchmark: 'other', series: [THROUGHPUT, ACCURACY] })),
  );
  t.match(said, 'other on cpu-x86_64 moved together with this, with the same environment difference');
  t.match(said, '(incident inc_00000002)');
  t.match(said, '| throughput | 10,512 examples/s | 4,101 examples/s |');
  t.match(said, '| accuracy | — | 0.9782 share of test digits |');
});
