import t from 'tap';
import { createDocumentReader, DOCUMENT_MAX, type DocumentKind } from '../../../services/core/formats/document.ts';

const KIND: DocumentKind = {
  name: 'Test',
  sign: '"sign"',
  read: (value) => ({ kind: 'entries', entries: [{ key: 'k', value }] }),
};
const all = (...lines: string[]) => {
  const reader = createDocumentReader(KIND);
  const readings = lines.map((line) => reader.read(line));
  return { readings, unfinished: reader.unfinished?.(), within: reader.within };
};

t.test('a document on one line or on many', async (t) => {
  t.match(all('{"sign": NaN}').readings, [{ entries: [{ value: { sign: 'NaN' } }] }]);
  const many = all('noise', ' {', '  "sign": [', '1]', '}', 'noise');
  t.match(many.readings, [null, null, null, null, { entries: [{ value: { sign: [1] } }] }, null]);
  t.equal(many.within, false);
  t.match(all('[{"sign": 1},', '{}]').readings, [null, { entries: [{}] }]);
});

t.test('lists and dicts of others are left alone, and a document may follow them', async (t) => {
  t.match(all('[2026-11-26] INFO', "{'sign': 1}", '{"other": 1}', '[1, 2]').readings, [null, null, null, null]);
  t.match(all('[', '{"sign": 1}', 'x').readings, [null, null, { kind: 'problem' }]);
  t.match(all('{', 'INFO', '{"sign": 1}').readings, [null, null, { entries: [{}] }]);
  const opens = all('{', '[{"a": "é').readings;
  t.strictSame(opens, [null, null]);
});

t.test('a line that no document can hold may begin one itself', async (t) => {
  t.match(all('{"a": é', '{"sign": 1}').readings, [null, { kind: 'entries' }]);
  t.match(
    all('{"a": 1', '{"sign": 1}', '}', 'x').readings,
    [null, null, { kind: 'problem' }, null],
    'still within brackets',
  );
  t.match(all('{"a": 1,', 'é{"sign": 1}', '{"sign": 1}').readings, [null, null, { kind: 'entries' }]);
  t.match(all('{"a": 1,', ' {"sign": é', 'x').readings, [null, { kind: 'problem' }, null]);
});

t.test('a document of ours that is broken, too long or without an end is a problem', async (t) => {
  t.match(all('{"sign": 1,', 'INFO').readings[1], { message: 'a Test document, begun 1 lines above, is not JSON' });
  t.match(all('{"sign": 1 2}').readings[0], { message: 'a Test document is not JSON' });
  t.match(all('{"sign":', '1').unfinished, 'a Test document, begun 1 lines above, has no end');
  t.equal(all('{"other":', '1').unfinished, null);
  t.equal(all('{}').unfinished, null);
  const long = `{"sign": "${'x'.repeat(DOCUMENT_MAX)}`;
  t.match(all(long).readings[0], { message: `a Test document is longer than ${DOCUMENT_MAX} characters` });
});
