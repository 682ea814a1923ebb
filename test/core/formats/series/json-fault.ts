import fc from 'fast-check';
import t from 'tap';
import { jsonFault } from '../../../../services/core/formats/series/json-fault.ts';

t.test('what JSON.parse takes has no fault, and what it refuses has one', async (t) => {
  fc.assert(fc.property(fc.json(), (text) => jsonFault(text) === null));
  const near = fc.stringMatching(/^[[\]{}":,0-9.eE+\-\\ untrefals\n]{0,12}$/);
  fc.assert(
    fc.property(near, (text) => {
      let fine = true;
      try {
        JSON.parse(text);
      } catch {
        fine = false;
      }
      t.equal(jsonFault(text) === null, fine, text);
    }),
    { numRuns: 2_000 },
  );
});

t.test('the place is where the text cannot go on', async (t) => {
  for (const [text, line, column, found] of [
    ['', 1, 1, ''],
    ['[1,2', 1, 5, ''],
    ['[1,\n 2,]', 2, 4, ']'],
    ['[1, NaN]', 1, 5, 'NaN'],
    ['{"a":1,}', 1, 8, '}'],
    ['{"a" 1}', 1, 6, '1'],
    ['{a:1}', 1, 2, 'a'],
    ['[1] 2', 1, 5, '2'],
    ['[1}', 1, 3, '}'],
    ['["a\nb"]', 1, 2, '"'],
    ['[01]', 1, 2, '01'],
    ['[1:2]', 1, 3, ':'],
  ] as const) {
    t.same(jsonFault(text), { line, column, found }, JSON.stringify(text));
  }
});
