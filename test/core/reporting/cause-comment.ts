import t from 'tap';
import {
  attributedComment,
  mergedCloseComment,
  mergedComment,
} from '../../../services/core/reporting/cause-comment.ts';
import { conclusionOf, contextOf, incidentOf } from '../../support/reporting.ts';

const context = contextOf({ secrets: ['hunter2222'] });
const wild = [{ factor: 'env:X', from: '@team', to: 'hunter2222 #1' }];

t.test('the end of the search is told in short, with where to look closer', async (t) => {
  const said = attributedComment(incidentOf({ cause: conclusionOf(), searchId: 'sea_00000001' }), context);
  t.equal(said.kind, 'comment');
  t.match(said.body, /^The search for the cause has ended\. numpy 1\.26\.4 → 2\.0\.0 changes throughput by −60 %/);
  t.match(said.body, /```sh\nplumbline incident inc_00000001\nplumbline search sea_00000001\n```$/);
  const foreign = attributedComment(incidentOf({ cause: conclusionOf({ factors: wild }) }), context).body;
  t.match(foreign, 'env X @\u200Bteam → \\[redacted\\] \\#\u200B1');
  t.notMatch(foreign, 'plumbline search');
  t.match(attributedComment(incidentOf(), context).body, 'has ended. No cause is known.');
});

t.test('incidents with the same cause merge: one issue tells both, the other is closed', async (t) => {
  const merged = incidentOf({ id: 'inc_00000002', benchmark: 'other', cause: conclusionOf() });
  t.match(mergedComment(merged, context), {
    kind: 'comment',
    body: /^other on cpu-x86_64 \(incident inc_00000002\) has the same cause and is told here from now on\. numpy/,
  });
  t.match(mergedComment({ ...merged, cause: null }, context).body, /from now on\.$/);
  t.same(mergedCloseComment(merged, incidentOf(), { number: 12 }), {
    kind: 'close',
    body: 'Same cause as incident inc_00000001, numpy-mlp-digits on cpu-x86_64: numpy 1.26.4 → 2.0.0. Both are told in #12, and this issue is closed; the incident stays open.',
  });
  const other = mergedCloseComment({ ...merged, cause: null }, incidentOf(), null);
  t.match(other.body, 'on cpu-x86_64. Both are told in the issue of that incident');
  const foreign = mergedCloseComment({ ...merged, cause: conclusionOf({ factors: wild }) }, incidentOf(), null, [
    'hunter2222',
  ]);
  t.notMatch(foreign.body, /@team|hunter|#1/);
});
