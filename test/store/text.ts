import t from 'tap';
import { cleanText, jsonText, storable } from '../../services/store/text.ts';

t.test('what PostgreSQL cannot hold is replaced by something to see', async (t) => {
  t.equal(cleanText('a\u0000b'), 'a\u2400b');
  t.equal(cleanText('\ud800x\udc00'), '\ufffdx\ufffd');
  t.equal(cleanText('🎉 ü \\u0000'), '🎉 ü \\u0000', 'whole characters and written escapes stay');
});

t.test('documents are cleaned in keys and values alike', async (t) => {
  const odd = { 'k\u0000': ['v\udfff', '\\u0000', '\\\u0000', 'C:\\ud800'], '🎉': 'quote " and \n', gone: undefined };
  t.same(JSON.parse(jsonText(odd)), {
    'k\u2400': ['v\ufffd', '\\u0000', '\\\u2400', 'C:\\ud800'],
    '🎉': 'quote " and \n',
  });
  t.same(storable({ a: [1, null, 'x\u0000'] }), { a: [1, null, 'x\u2400'] });
});
