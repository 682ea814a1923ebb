import t from 'tap';
import { newestRow, ROW_VERDICTS } from '../../../../services/core/judge/offline/judgement.ts';

t.test('the newest row is the last with a value', async (t) => {
  const codes = (...verdicts: (typeof ROW_VERDICTS)[number][]) =>
    Uint8Array.from(verdicts, (verdict) => ROW_VERDICTS.indexOf(verdict));
  t.equal(newestRow({ verdicts: codes('in-band', 'below', 'missing') }), 1);
  t.equal(newestRow({ verdicts: codes('missing') }), -1);
});
