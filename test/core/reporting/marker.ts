import t from 'tap';
import { commentMarker, ISSUE_LABEL, issueMarker } from '../../../services/core/reporting/marker.ts';

t.test('markers are hidden lines with an id', async (t) => {
  t.equal(issueMarker('inc_00000001'), '<!-- plumbline:incident=inc_00000001 -->');
  t.equal(commentMarker('out_00000002'), '<!-- plumbline:entry=out_00000002 -->');
  t.equal(ISSUE_LABEL, 'plumbline');
});

t.test('what is not an id makes no marker', async (t) => {
  for (const id of ['', 'inc', 'inc_1 --> <b>', 'INC_1']) t.throws(() => issueMarker(id), { code: 'INTERNAL' }, id);
});
